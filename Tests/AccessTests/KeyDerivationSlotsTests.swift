import Access
import Foundation
import Synchronization
import Testing

/// Who waits for a password check, and who is turned away.
@Suite(.timeLimit(.minutes(15))) struct KeyDerivationSlotsTests {
    private let slots = KeyDerivationSlots(slots: 1, longestQueue: 6, mostOfOne: 3)
    private let isOver = DispatchSemaphore(value: 0)
    private let all = DispatchGroup()
    private let served = Served()

    private final class Served: Sendable {
        private let kept = Mutex<[String]>([])
        var names: [String] { kept.withLock { $0 } }
        func note(_ name: String) { kept.withLock { $0.append(name) } }
    }

    /// Takes the one slot until the end.
    private func occupy() {
        let isIn = DispatchSemaphore(value: 0)
        start {
            try slots.run(for: .stranger("first")) {
                isIn.signal()
                isOver.wait()
            }
        }
        isIn.wait()
    }

    private func start(_ work: @escaping @Sendable () throws -> Void) {
        all.enter()
        Thread.detachNewThread {
            try? work()
            all.leave()
        }
    }

    /// One more check, that waits once this returns.
    private func queue(_ caller: KeyDerivationSlots.Caller, as name: String) {
        let before = slots.queued
        start {
            do {
                try slots.run(for: caller) { served.note(name) }
            } catch {
                served.note("not \(name)")
            }
        }
        while slots.queued == before && served.names.isEmpty { Thread.sleep(forTimeInterval: 0.001) }
    }

    /// All that waited, as they were served.
    private func end() -> [String] {
        isOver.signal()
        all.wait()
        return served.names
    }

    @Test func `Sources take turns, however many checks one has waiting`() {
        occupy()
        for number in 1...3 { queue(.stranger("a"), as: "a\(number)") }
        for number in 1...2 { queue(.stranger("b"), as: "b\(number)") }
        queue(.stranger("c"), as: "c1")
        #expect(end() == ["a1", "b1", "c1", "a2", "b2", "a3"])
    }

    @Test func `Of one source few wait, and the others find room`() {
        occupy()
        for number in 1...3 { queue(.stranger("a"), as: "a\(number)") }
        #expect(throws: KeyDerivationSlots.Busy.self) { try slots.run(for: .stranger("a")) {} }
        queue(.stranger("b"), as: "b1")
        #expect(end() == ["a1", "b1", "a2", "a3"])
    }

    @Test func `Where all places are taken, who has most gives the last one up to who has fewer`() {
        occupy()
        for number in 1...3 { queue(.stranger("a"), as: "a\(number)") }
        for number in 1...3 { queue(.stranger("b"), as: "b\(number)") }
        queue(.stranger("c"), as: "c1")
        #expect(slots.queued == 6)
        #expect(end() == ["not a3", "a1", "b1", "c1", "a2", "b2", "b3"])
    }

    @Test func `Where each place has a source of its own, a stranger is turned away and who is known comes in`() {
        occupy()
        for name in ["a", "b", "c", "d", "e", "f"] { queue(.stranger(name), as: name) }
        #expect(throws: KeyDerivationSlots.Busy.self) { try slots.run(for: .stranger("g")) {} }
        queue(.known("anna"), as: "anna")
        #expect(slots.queued == 6)
        #expect(end() == ["not a", "b", "c", "d", "e", "f", "anna"])
    }

    @Test func `A crowd of known callers is turned away too, and leaves nothing behind`() throws {
        occupy()
        for name in ["a", "b", "c", "d", "e", "f"] { queue(.known(name), as: name) }
        #expect(throws: KeyDerivationSlots.Busy.self) { try slots.run(for: .known("g")) {} }
        #expect(end() == ["a", "b", "c", "d", "e", "f"])
        #expect(slots.queued == 0)
        #expect(try slots.run(for: .stranger("a")) { 7 } == 7)
    }

    @Test func `A crowd of known callers leaves strangers a quarter of the places`() {
        occupy()
        for name in ["a", "b", "c", "d", "e", "f"] { queue(.known(name), as: name) }
        queue(.stranger("g"), as: "g")
        for caller in [KeyDerivationSlots.Caller.stranger("h"), .known("h")] {
            #expect(throws: KeyDerivationSlots.Busy.self) { try slots.run(for: caller) {} }
        }
        #expect(end() == ["not a", "b", "c", "d", "e", "f", "g"])
    }
}
