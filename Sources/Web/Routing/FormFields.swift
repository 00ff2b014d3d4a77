import HTTPTypes

/// The fields of a form as it was sent, in their order.
package struct FormFields: Sendable {
    package let fields: [(name: String, value: String)]

    /// Throws a problem unless the body is a well-formed `application/x-www-form-urlencoded` one.
    package init(_ call: Call) throws(Problem) {
        let type = call.headers[.contentType] ?? ""
        guard type.prefix(while: { $0 != ";" }).lowercased() == "application/x-www-form-urlencoded",
            let text = String(validating: call.bytes, as: UTF8.self), let fields = FormEncoding.pairs(text)
        else { throw .badBody("send application/x-www-form-urlencoded in UTF-8") }
        self.fields = fields
    }

    /// Those of a form that asks for a page: they stand in its address.
    package init(_ query: Query) { fields = query.pairs }

    /// The first value of a field; empty where it is absent: a browser sends empty fields too.
    package subscript(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }

    package func has(_ name: String, _ value: String) -> Bool {
        fields.contains { $0.name == name && $0.value == value }
    }
}
