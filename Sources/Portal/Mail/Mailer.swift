import Access
import Store

/// Where letters to people leave: a folder, or a relay.
package protocol Mailer: Sendable {
    /// Returns when the letter is safe with whoever carries it on.
    func send(_ message: EmailMessage) throws
}

extension Call {
    /// Writes to a person of what is done already: a letter that does not leave is counted, and undoes nothing.
    func tell(_ message: EmailMessage) {
        do { try mailer.send(message) } catch { metrics.countLostEmail() }
    }
}
