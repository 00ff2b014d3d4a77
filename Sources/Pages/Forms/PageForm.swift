import Web

/// A form of a page: its fields and its button, once for what the page shows and for what comes back.
///
/// No request reaches a route of the pages unless it comes from this site and, where the browser has a session, from a
/// page of that session (`CSRFProtection`): a form cannot leave that out.
struct PageForm: Sendable {
    let controls: [Control]
    let button: Button
    let method: Method
    /// By the names of fields.
    private let faults: [String: @Sendable (String) -> FieldFault?]

    /// How much a button stands out: one at most on a page is plain.
    struct Button: Sendable {
        let label: Message
        var weight = Weight.plain
        enum Weight: String { case plain, quiet, danger }
    }

    enum Method: String {
        /// Changes something.
        case post
        /// Asks for a page: what is typed stands in its address.
        case get
    }

    init<each Value>(_ fields: repeat Field<each Value>, button: Button, by method: Method = .post) {
        var controls: [Control] = []
        var faults: [String: @Sendable (String) -> FieldFault?] = [:]
        for field in repeat each fields {
            controls.append(field.control)
            faults[field.control.name] = { text in
                do throws(FieldFault) {
                    _ = try field.read(text)
                    return nil
                } catch {
                    return error
                }
            }
        }
        (self.controls, self.faults, self.button, self.method) = (controls, faults, button, method)
    }

    init<each Value>(_ fields: repeat Field<each Value>, button: Message, by method: Method = .post) {
        self.init(repeat each fields, button: Button(label: button), by: method)
    }

    /// What is wrong with a text for a field; nil where nothing is.
    func fault(of text: String, for field: String) -> FieldFault? { faults[field]?(text) }

    /// Nothing typed yet.
    var blank: FilledForm { FilledForm(self) }

    /// As it was sent, each field checked. Throws where the body is no form.
    func sent(by call: Call) throws(Problem) -> FilledForm {
        let fields = method == .post ? try FormFields(call) : FormFields(call.query)
        let texts = controls.map { ($0.name, fields[$0.name]) }
        let faults = texts.compactMap { name, text in
            fault(of: text, for: name).map { FilledForm.Fault(field: name, message: $0.message) }
        }
        return FilledForm(self, Dictionary(texts) { first, _ in first }, faults: faults)
    }
}
