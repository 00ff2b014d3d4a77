package import Foundation

/// Sends e-mail: to a folder, or to a relay.
package protocol Mailer: Sendable {
    /// Returns when the folder or the relay has taken the message whole. The calling thread may wait for seconds.
    func send(_ message: EmailMessage) throws

    /// Removes what it keeps itself of messages that it took before a moment.
    func removeMessages(before moment: Date) throws
}

extension Mailer {
    package func removeMessages(before _: Date) {}
}
