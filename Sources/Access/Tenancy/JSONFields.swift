import Foundation

/// Which fields of a document its JSON Schema does not name: a misspelt one would silently not apply.
enum JSONFields {
    /// Their places, as `look.colour`. Follows `properties`, `items` and `$ref` into `$defs`.
    static func unknown(in json: [UInt8], beside schema: [UInt8]) throws(TenantProfileFault) -> [String] {
        guard let document = try? JSONSerialization.jsonObject(with: Data(json)) as? [String: Any] else {
            throw TenantProfileFault(faults: ["it is not a JSON object: begin it with { and end it with }"])
        }
        guard let root = try? JSONSerialization.jsonObject(with: Data(schema)) as? [String: Any] else {
            preconditionFailure("the schema is not JSON")
        }
        return unknown(in: document, beside: root, root, "").sorted()
    }

    private static func unknown(
        in value: Any, beside schema: [String: Any], _ root: [String: Any], _ place: String
    ) -> [String] {
        if let name = (schema["$ref"] as? String)?.split(separator: "/").last {
            let definitions = root["$defs"] as? [String: [String: Any]]
            return unknown(in: value, beside: definitions?[String(name)] ?? [:], root, place)
        }
        if let object = value as? [String: Any], let properties = schema["properties"] as? [String: [String: Any]] {
            return object.flatMap { name, value in
                let place = place.isEmpty ? name : "\(place).\(name)"
                return properties[name].map { unknown(in: value, beside: $0, root, place) } ?? [place]
            }
        }
        if let array = value as? [Any], let items = schema["items"] as? [String: Any] {
            return array.enumerated().flatMap { unknown(in: $1, beside: items, root, "\(place).\($0 + 1)") }
        }
        return []
    }
}
