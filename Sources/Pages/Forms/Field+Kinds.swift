import Metering
import Web

extension Field where Value == String {
    /// Text of one line, without the blanks around it. `fault` says what to write where it is empty or too long.
    static func text(
        _ name: String, _ label: Message, hint: Message? = nil, autocomplete: String, atMost limit: Int,
        fault: Message
    ) -> Field {
        let control = Control(
            name: name, label: label, hint: hint,
            kind: .line([
                Attribute("autocomplete", autocomplete), Attribute("maxlength", "\(limit)"), Attribute("required"),
            ]))
        return Field(control) { sent throws(FieldFault) in
            let text = sent.trimmed
            guard (1...limit).contains(text.count) else { throw FieldFault(message: fault) }
            return text
        }
    }

    /// An e-mail address that one letter can be sent to.
    static func email(_ name: String, autocomplete: String) -> Field {
        let control = Control(
            name: name, label: Message("E-mail address"),
            kind: .line([
                Attribute("type", "email"), Attribute("autocomplete", autocomplete), Attribute("maxlength", "254"),
                Attribute("required"),
            ]))
        return Field(control) { sent throws(FieldFault) in
            let address = sent.trimmed
            guard MailAddress.isOne(address) else {
                throw FieldFault(message: Message("Write the address like name@example.org."))
            }
            return address
        }
    }

    /// The e-mail address of an account, which sign-in judges as a whole.
    static func userName(_ name: String, _ label: Message) -> Field {
        let control = Control(
            name: name, label: label,
            kind: .line([
                Attribute("type", "email"), Attribute("autocomplete", "username"), Attribute("required"),
            ]))
        return Field(control) { sent throws(FieldFault) in sent }
    }

    /// The password that somebody has. Whether it is right is not its form's to say.
    static func password(_ name: String, _ label: Message = Message("Password")) -> Field {
        secret(name, label, [Attribute("type", "password"), Attribute("autocomplete", "current-password")])
    }

    /// A password that somebody chooses; `PasswordPolicy` judges it.
    static func newPassword(_ name: String, _ label: Message) -> Field {
        secret(
            name, label,
            [
                Attribute("type", "password"), Attribute("autocomplete", "new-password"),
                Attribute("minlength", "12"), Attribute("maxlength", "128"),
            ], hint: Message("At least 12 characters. Four unrelated words make a good password."))
    }

    /// The six digits of an authenticator app.
    static func oneTimeCode(_ name: String) -> Field {
        secret(
            name, Message("Six-digit code"),
            [
                Attribute("inputmode", "numeric"), Attribute("autocomplete", "one-time-code"),
                Attribute("pattern", "[0-9]{6}"), Attribute("maxlength", "6"),
            ])
    }

    /// A code that is copied from paper or from a screen.
    static func copiedCode(_ name: String, _ label: Message, hint: Message? = nil) -> Field {
        let control = Control(
            name: name, label: label, hint: hint,
            kind: .line([
                Attribute("autocomplete", "off"), Attribute("autocapitalize", "characters"),
                Attribute("spellcheck", "false"), Attribute("required"),
            ]))
        return Field(control) { sent throws(FieldFault) in sent }
    }

    /// What the page sends along and nobody types.
    static func hidden(_ name: String) -> Field {
        Field(Control(name: name, label: nil, kind: .hidden)) { sent throws(FieldFault) in sent }
    }

    private static func secret(
        _ name: String, _ label: Message, _ attributes: [Attribute], hint: Message? = nil
    ) -> Field {
        let control = Control(
            name: name, label: label, hint: hint, kind: .line(attributes + [Attribute("required")]), isKept: false)
        return Field(control) { sent throws(FieldFault) in sent }
    }
}

extension Field where Value == CivilDay {
    /// A day of a range; `fault` says which.
    static func day(_ name: String, _ label: Message, in days: ClosedRange<CivilDay>, fault: Message) -> Field {
        let control = Control(
            name: name, label: label,
            kind: .line([
                Attribute("type", "date"), Attribute("min", "\(days.lowerBound)"),
                Attribute("max", "\(days.upperBound)"),
                Attribute("required"),
            ]))
        return Field(control) { sent throws(FieldFault) in
            guard let day = CivilDay(sent), days.contains(day) else { throw FieldFault(message: fault) }
            return day
        }
    }
}

extension Field where Value == Int {
    /// A whole number of a range, in the unit that the label names.
    static func number(
        _ name: String, _ label: Message, hint: Message? = nil, in range: ClosedRange<Int>
    ) -> Field {
        let control = Control(
            name: name, label: label, hint: hint,
            kind: .line([
                Attribute("type", "number"), Attribute("inputmode", "numeric"), Attribute("step", "1"),
                Attribute("min", "\(range.lowerBound)"), Attribute("max", "\(range.upperBound)"), Attribute("required"),
            ]))
        return Field(control) { sent throws(FieldFault) in
            guard let number = Int(sent.trimmed), range.contains(number) else {
                throw FieldFault(
                    message: Message(
                        "Write a whole number from {least} to {most}.",
                        ["least": "\(range.lowerBound)", "most": "\(range.upperBound)"]))
            }
            return number
        }
    }
}

extension Field where Value == Bool {
    /// A box to tick.
    static func box(_ name: String, _ label: Message) -> Field {
        Field(Control(name: name, label: label, kind: .box)) { sent throws(FieldFault) in sent == FieldView.ticked }
    }
}

extension Field where Value: RawRepresentable, Value.RawValue == String {
    /// One of some values, which are sent as they are kept.
    static func choice(
        _ name: String, _ label: Message, hint: Message? = nil, of options: [(value: Value, label: Message)]
    ) -> Field {
        let shown = options.map { Control.Option(value: $0.value.rawValue, label: $0.label) }
        return Field(Control(name: name, label: label, hint: hint, kind: .choice(shown))) { sent throws(FieldFault) in
            guard let value = options.first(where: { $0.value.rawValue == sent })?.value else {
                throw FieldFault(message: Message("Choose one of the options."))
            }
            return value
        }
    }
}

extension String {
    /// Without the blanks around it.
    var trimmed: String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
