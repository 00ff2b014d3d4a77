import Access

extension PasswordPolicy.Fault {
    /// What to choose instead.
    var message: Message {
        switch self {
        case .tooShort:
            Message("The password is too short: take at least 12 characters, four words for instance.")
        case .tooLong: Message("The password is too long: take 128 characters at most.")
        case .commonplace:
            Message("The password is too easy to guess: take several words that have nothing to do with each other.")
        case .saysWho: Message("The password contains your name or your address: take something else.")
        }
    }
}

extension Message {
    static let wrongPassword = Message("This is not your password.")
}
