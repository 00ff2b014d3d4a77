import Access
import Web

/// A form as the template `form` shows it. One that changes something has the token that `CSRFProtection` asks for.
struct FormView: Sendable {
    let action: String
    let method: String
    let hidden: [HiddenView]
    /// Nil where nothing is wrong.
    let faults: FaultsView?
    let fields: [FieldView]
    let buttons: [ButtonView]

    /// `secret` is of the session that the browser has, or will have, when it sends the form; nil for none.
    init(
        at address: String, _ secret: Secret?, by method: PageForm.Method = .post, hidden: [HiddenView] = [],
        faults: FaultsView? = nil, fields: [FieldView] = [], buttons: [ButtonView]
    ) {
        action = address
        self.method = method.rawValue
        let token = HiddenView(name: CSRFProtection.field, value: secret.map(Session.formToken) ?? "")
        self.hidden = (method == .post ? [token] : []) + hidden
        self.faults = faults
        self.fields = fields
        self.buttons = buttons
    }
}

struct HiddenView: Sendable {
    let name: String
    let value: String
}

struct ButtonView: Sendable {
    /// A class of the style sheet, or nothing.
    let weight: String?
    let label: String
    /// What it adds to the form, where there are several.
    let sends: HiddenView?

    init(_ button: PageForm.Button, sends: HiddenView? = nil, _ language: Language) {
        weight = button.weight == .plain ? nil : button.weight.rawValue
        label = button.label.in(language)
        self.sends = sends
    }
}

/// All that is wrong with a form: it is read first, and gets the focus.
struct FaultsView: Sendable {
    let lines: [Line]

    struct Line: Sendable {
        /// Leads to it.
        let field: String?
        let text: String
    }

    init?(_ faults: [FilledForm.Fault], _ language: Language) {
        guard !faults.isEmpty else { return nil }
        lines = faults.map { Line(field: $0.field, text: $0.message.in(language)) }
    }
}

/// A field as the template `field` shows it: one of `line`, `lines`, `choice` and `box` is there.
struct FieldView: Sendable {
    let name: String
    let label: String
    let hint: String?
    let fault: String?
    /// The elements that say more of it, for who hears the page.
    let description: String?
    let line: Line?
    let lines: Line?
    let choice: Choice?
    let box: Box?

    /// What a ticked box sends.
    static let ticked = "on"

    struct Line: Sendable {
        let text: String
        let attributes: [Attribute]
    }

    struct Choice: Sendable {
        let options: [Option]

        struct Option: Sendable {
            let value: String
            let text: String
            let isChosen: Bool
        }
    }

    struct Box: Sendable {
        let value: String
        let isTicked: Bool
    }

    init(_ control: Control, _ text: String?, _ faults: [Message], _ language: Language) {
        name = control.name
        label = control.label?.in(language) ?? ""
        hint = control.hint?.in(language)
        fault = faults.isEmpty ? nil : faults.map { $0.in(language) }.joined(separator: " ")
        let parts = (hint == nil ? [] : ["\(name)-hint"]) + (fault == nil ? [] : ["\(name)-fault"])
        description = parts.isEmpty ? nil : parts.joined(separator: " ")
        let typed = text ?? ""
        switch control.kind {
        case .line(let attributes):
            (line, lines, choice, box) = (Line(text: typed, attributes: attributes), nil, nil, nil)
        case .lines(let attributes):
            (line, lines, choice, box) = (nil, Line(text: typed, attributes: attributes), nil, nil)
        case .choice(let options):
            let options = options.map {
                Choice.Option(value: $0.value, text: $0.label.in(language), isChosen: $0.value == typed)
            }
            (line, lines, choice, box) = (nil, nil, Choice(options: options), nil)
        case .box:
            let box = Box(value: FieldView.ticked, isTicked: typed == FieldView.ticked)
            (line, lines, choice, self.box) = (nil, nil, nil, box)
        case .hidden: (line, lines, choice, box) = (nil, nil, nil, nil)
        }
    }

    /// A box of several with one name, by their values.
    init(box name: String, _ value: String, isTicked: Bool, _ label: Message, _ language: Language) {
        self.name = name
        self.label = label.in(language)
        (hint, fault, description, line, lines, choice) = (nil, nil, nil, nil, nil, nil)
        box = Box(value: value, isTicked: isTicked)
    }
}
