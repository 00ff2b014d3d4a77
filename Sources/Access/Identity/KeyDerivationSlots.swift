import Foundation

/// Bounds how many passwords are checked at once: each takes 19 MiB and tens of milliseconds.
///
/// Who waits is served in turns, one of each caller, so that a caller who asks often waits for itself. Of one caller
/// few wait, and where the places are taken, who has most of them gives one up to who has fewer, and who is a stranger
/// to who is known; but a quarter of the places are for strangers, whoever else comes.
///
/// It blocks the calling thread while the slots are taken: give password checks threads of their own, never those
/// that answer other people.
package final class KeyDerivationSlots: @unchecked Sendable {
    private let slots: Int
    private let longestQueue: Int
    private let mostOfOne: Int
    private let condition = NSCondition()
    private var running = 0
    /// Of the callers who wait, the next one first.
    private var lines: [Line] = []

    package init(slots: Int = 2, longestQueue: Int = 20, mostOfOne: Int = 5) {
        self.slots = slots
        self.longestQueue = longestQueue
        self.mostOfOne = mostOfOne
    }

    /// Whose checks wait for each other.
    package enum Caller: Hashable, Sendable {
        /// Somebody who proved something: a session, a link from an e-mail, a browser that was signed in before.
        case known(String)
        /// Anybody else, by the network.
        case stranger(String)

        fileprivate var isKnown: Bool { if case .known = self { true } else { false } }
    }

    /// Too many are waiting: answer 503 and ask to come back in a few seconds.
    package struct Busy: Error, Hashable {}

    private final class Place {
        var state = State.waiting
        enum State { case waiting, running, givenUp }
    }

    /// The places of one caller, the first one first; never empty.
    private struct Line {
        let caller: Caller
        var places: [Place]
    }

    /// How many wait for a slot.
    package var queued: Int {
        condition.lock()
        defer { condition.unlock() }
        return waiting
    }

    package func run<Result>(for caller: Caller, _ body: () throws -> Result) throws -> Result {
        try enter(caller)
        defer { leave() }
        return try body()
    }

    private var waiting: Int { lines.reduce(0) { $0 + $1.places.count } }

    private func enter(_ caller: Caller) throws(Busy) {
        condition.lock()
        defer { condition.unlock() }
        guard running >= slots else { return running += 1 }
        let place = try wait(caller)
        while place.state == .waiting { condition.wait() }
        guard place.state == .running else { throw Busy() }
    }

    /// A place at the end of the caller's line.
    private func wait(_ caller: Caller) throws(Busy) -> Place {
        let own = lines.first { $0.caller == caller }?.places.count ?? 0
        guard own < mostOfOne else { throw Busy() }
        if waiting >= longestQueue { try giveUpPlace(to: caller, having: own) }
        let place = Place()
        if let line = lines.firstIndex(where: { $0.caller == caller }) {
            lines[line].places.append(place)
        } else {
            lines.append(Line(caller: caller, places: [place]))
        }
        return place
    }

    /// At least as many threads: whoever comes beyond them is then told so at once.
    package var mostCallers: Int { slots + longestQueue }

    /// Takes the last place of the longest line: of known callers where strangers have less than their quarter, of
    /// strangers where they have more and who comes is known, or else of who has more places even afterwards.
    private func giveUpPlace(to caller: Caller, having own: Int) throws(Busy) {
        let others = lines.indices.filter { lines[$0].caller != caller }
        let strangers = others.filter { !lines[$0].caller.isKnown }
        let known = others.filter { lines[$0].caller.isKnown }
        let ofStrangers = waiting - lines.filter(\.caller.isKnown).reduce(0) { $0 + $1.places.count }
        let quarter = longestQueue / 4
        let open: [Int] =
            switch (caller.isKnown, ofStrangers) {
            case (true, let count) where count > quarter: strangers
            case (true, _): known.filter { lines[$0].places.count > own + 1 }
            case (false, let count) where count < quarter && !known.isEmpty: known
            case (false, _): strangers.filter { lines[$0].places.count > own + 1 }
            }
        let longest = open.max { lines[$0].places.count < lines[$1].places.count }
        guard let longest else { throw Busy() }
        lines[longest].places.removeLast().state = .givenUp
        if lines[longest].places.isEmpty { lines.remove(at: longest) }
        condition.broadcast()
    }

    /// Lets the first of the next line in; the line goes behind the others.
    private func leave() {
        condition.lock()
        defer { condition.unlock() }
        running -= 1
        guard !lines.isEmpty else { return }
        var line = lines.removeFirst()
        line.places.removeFirst().state = .running
        running += 1
        if !line.places.isEmpty { lines.append(line) }
        condition.broadcast()
    }
}
