import Foundation

/// Bounds how many passwords are checked at once: each takes 19 MiB and tens of milliseconds.
///
/// It blocks the calling thread while the slots are taken: give password checks threads of their own, never those
/// that answer other people.
package final class KeyDerivationSlots: @unchecked Sendable {
    private let slots: Int
    private let longestQueue: Int
    private let condition = NSCondition()
    private var running = 0
    private var waiting = 0

    package init(slots: Int = 2, longestQueue: Int = 20) {
        self.slots = slots
        self.longestQueue = longestQueue
    }

    /// Too many are waiting: answer 503 and ask to come back in a few seconds.
    package struct Busy: Error, Hashable {}

    /// How many wait for a slot.
    package var queued: Int {
        condition.lock()
        defer { condition.unlock() }
        return waiting
    }

    package func run<Result>(_ body: () throws -> Result) throws -> Result {
        try enter()
        defer { leave() }
        return try body()
    }

    private func enter() throws(Busy) {
        condition.lock()
        defer { condition.unlock() }
        guard running < slots || waiting < longestQueue else { throw Busy() }
        waiting += 1
        while running >= slots { condition.wait() }
        waiting -= 1
        running += 1
    }

    private func leave() {
        condition.lock()
        running -= 1
        condition.signal()
        condition.unlock()
    }
}
