import Access
import Store

/// Sends e-mail: to a folder, or to a relay.
package protocol Mailer: Sendable {
    /// Returns when the folder or the relay has taken the message whole.
    func send(_ message: EmailMessage) throws
}

extension Call {
    /// Tells a person of what is done already: a message that does not leave is counted, and undoes nothing.
    func tell(_ message: EmailMessage) {
        do { try mailer.send(message) } catch { metrics.countLostEmail() }
    }
}
