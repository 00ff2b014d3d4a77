import Access
import Metering

/// A record that waits to leave the server: its module registers it, and an `OutboxSender` sends it.
///
/// It stays until it was taken, or until it is given up (`DeadLetter`), however often the server stops meanwhile. No
/// retention removes it: its end is when it is tried next, so that what is due is found without looking at what is not.
protocol OutboxMessage: StoredRecord {
    /// How often it was tried.
    var tries: Int { get set }
    /// When it is tried next.
    var due: Instant { get set }
    /// When it is of no use any more.
    var expires: Instant { get }
    /// What the operator's lists call it once it was given up.
    var label: String { get }

    /// The same, with why its last try failed: of those that tell while they wait.
    func failed(because fault: String) -> Self

    /// In the transaction that gives it up: removes what was kept for it alone.
    func leaveNothing(in store: any RecordTransaction) throws
}

extension OutboxMessage {
    var end: Instant? { due }
    var label: String { owner }

    func failed(because _: String) -> Self { self }

    func leaveNothing(in _: any RecordTransaction) {}

    /// The same, counted as tried: due again a minute after the first try, then four times as long each time, at most
    /// six hours.
    func tried(at now: Instant) -> Self {
        var tried = self
        tried.due = now.advanced(seconds: min(60 << min(2 * tries, 16), 6 * 3_600))
        tried.tries += 1
        return tried
    }

    /// Whether it is given up where the try that was counted last fails.
    var isLastTry: Bool { due >= expires }
}
