import Access
import HTTPTypes
import Web

/// A form with what was typed into it, and what is wrong with that.
struct FilledForm: Sendable {
    private let form: PageForm
    /// By the names of fields.
    private var texts: [String: String]
    private var faults: [Fault]
    /// Where there were too many tries: when to come back, in seconds.
    private(set) var retryAfter: Int?

    struct Fault: Hashable, Sendable {
        /// Nil for one that is no single field's.
        let field: String?
        let message: Message
    }

    init(_ form: PageForm, _ texts: [String: String] = [:], faults: [Fault] = []) {
        self.form = form
        self.texts = texts
        self.faults = faults
    }

    /// The value of a field; nil where its text is none, which is among the faults then.
    subscript<Value>(_ field: Field<Value>) -> Value? { try? field.read(texts[field.control.name] ?? "") }

    /// Of the page that shows it.
    var status: HTTPResponse.Status {
        if retryAfter != nil { return .tooManyRequests }
        return faults.isEmpty ? .ok : .unprocessableContent
    }

    /// With a text typed in.
    func with(_ field: Field<some Any>, _ text: String) -> FilledForm {
        var form = self
        form.texts[field.control.name] = text
        return form
    }

    /// With a fault of one field that shows only beyond the form.
    func refused(_ field: Field<some Any>, _ message: Message) -> FilledForm {
        refused(Fault(field: field.control.name, message: message))
    }

    /// With a fault of the whole.
    func refused(_ message: Message) -> FilledForm { refused(Fault(field: nil, message: message)) }

    /// With the time to wait after too many tries.
    func refused(retryAfter seconds: Int) -> FilledForm {
        var form = refused(
            Message(
                "Too many tries. Try again in {count} minute.", plural: "Too many tries. Try again in {count} minutes.",
                count: (seconds + 59) / 60))
        form.retryAfter = seconds
        return form
    }

    private func refused(_ fault: Fault) -> FilledForm {
        var form = self
        form.faults.append(fault)
        return form
    }

    /// As the page of a call shows it. `address` is where it is sent.
    func view(at address: String, for call: Call) -> FormView {
        view(at: address, call.cookie.secret(in: call.headers), call.language)
    }

    /// `secret` is of the session that the browser has, or will have, when it sends the form.
    func view(at address: String, _ secret: Secret?, _ language: Language) -> FormView {
        FormView(
            at: address, secret, by: form.method,
            hidden: form.controls.filter(\.isHidden).map { HiddenView(name: $0.name, value: texts[$0.name] ?? "") },
            faults: FaultsView(faults, language),
            fields: form.controls.filter { !$0.isHidden }.map { control in
                FieldView(
                    control, control.isKept ? texts[control.name] : nil,
                    faults.filter { $0.field == control.name }.map(\.message), language)
            },
            buttons: [ButtonView(form.button, language)])
    }
}

extension Control {
    fileprivate var isHidden: Bool { if case .hidden = kind { true } else { false } }
}
