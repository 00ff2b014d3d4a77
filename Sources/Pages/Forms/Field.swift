/// A field of a form: what the page shows of it, and what is made of what comes back. Its name stands here alone.
struct Field<Value: Sendable>: Sendable {
    let control: Control
    /// The value of a text as it was sent. Throws what to write instead.
    let read: @Sendable (String) throws(FieldFault) -> Value

    init(_ control: Control, read: @escaping @Sendable (String) throws(FieldFault) -> Value) {
        self.control = control
        self.read = read
    }
}

/// What is wrong with a text: a whole sentence, which says what to write.
struct FieldFault: Error, Hashable {
    let message: Message
}

/// A field as a page shows it.
struct Control: Sendable {
    let name: String
    /// Nil for what nobody sees.
    let label: Message?
    var hint: Message?
    let kind: Kind
    /// Whether what was typed comes back where the form has faults. Never what is secret.
    var isKept = true

    enum Kind: Sendable {
        /// A line to type into, with the attributes of its element beside its name and value.
        case line([Attribute])
        /// Lines to type into.
        case lines([Attribute])
        /// One of some options.
        case choice([Option])
        /// A box to tick: sent with its value, or not at all.
        case box
        /// Nothing that is seen.
        case hidden
    }

    struct Option: Sendable {
        let value: String
        let label: Message
    }
}

/// An attribute of an element (HTML): a flag where it has no value.
struct Attribute: Hashable, Sendable {
    let name: String
    let value: String?

    init(_ name: String, _ value: String? = nil) {
        self.name = name
        self.value = value
    }
}
