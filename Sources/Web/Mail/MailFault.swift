/// Why a message did not leave. It never says to whom.
package enum MailFault: Error, Hashable, CustomStringConvertible {
    case notStarted
    case tooSlow
    case refused(Int32)
    case ended(signal: Int32)
    case unread

    package var description: String {
        switch self {
        case .notStarted: "the mail program cannot be started: check mail.program and its permissions"
        case .tooSlow: "the mail program did not take a message in time, and was ended"
        case .refused(let code): "the mail program ended with \(code)"
        case .ended(let signal): "the mail program was ended by signal \(signal)"
        case .unread: "the mail program ended without having read the whole message"
        }
    }
}
