import Access
import Foundation
import GRDB
import Metering
import Store
import Synchronization
import TestKit
import Testing

@testable import EmbeddedStore

/// An access store to be held against the conformance suite.
enum RecordStoreUnderTest: String, CaseIterable, CustomTestStringConvertible {
    case memory, sqlite

    var testDescription: String { rawValue }

    /// Runs a test on an empty store.
    func with(_ body: (any RecordStore) throws -> Void) throws {
        switch self {
        case .memory: try body(MemoryRecordStore())
        case .sqlite:
            let folder = try TemporaryFolder()
            try body(AccessDatabase(in: DataDirectory(folder.url), [.access]))
        }
    }
}

@Suite("An access store")
struct RecordStoreConformance {
    private let lyon = TenantID("lyon")
    private let lille = TenantID("lille")
    private let now = Instant(secondsSinceEpoch: 1_800_000_000)

    private func occupancy(_ id: String, at point: String = "p", _ customer: String = "anna") -> Occupancy {
        Occupancy(
            occupancy: OccupancyID(id), point: PointID(point), customer: AccountID(customer),
            from: CivilDay(daysSinceEpoch: 20_000))
    }

    private struct Stop: Error {}

    @Test(
        "gives back what was put, by id, by owner and by subject, in order of id",
        arguments: RecordStoreUnderTest.allCases)
    func records(candidate: RecordStoreUnderTest) throws {
        try candidate.with { store throws in
            let rows = [occupancy("c"), occupancy("a"), occupancy("b", at: "q"), occupancy("d", "bela")]
            try store.transaction(in: lyon) { store in for row in rows { try store.put(row) } }
            try store.read(in: lyon) { store throws in
                #expect(try store.record(Occupancy.self, "a") == rows[1])
                #expect(try store.record(Occupancy.self, "x") == nil)
                #expect(try store.records(Occupancy.self, of: "p").map(\.id) == ["a", "c", "d"])
                #expect(try store.records(Occupancy.self, about: SubjectID("anna")).map(\.id) == ["a", "b", "c"])
                #expect(try store.records(Occupancy.self).map(\.id) == ["a", "b", "c", "d"])
                #expect(try store.counts(about: SubjectID("anna")) == [Occupancy.kind: 3])
            }
        }
    }

    @Test(
        "gives what ended by an instant, the earliest first, so many at most", arguments: RecordStoreUnderTest.allCases)
    func ending(candidate: RecordStoreUnderTest) throws {
        try candidate.with { store throws in
            func agreement(_ id: String, until seconds: Int?) -> Agreement {
                Agreement(recipient: RecipientID(id), from: now, until: seconds.map { now.advanced(seconds: $0) })
            }
            try store.transaction(in: lyon) { store in
                for (id, seconds) in [("c", 0), ("b", -2), ("a", -1), ("d", 1), ("e", -1), ("g", nil)] {
                    try store.put(agreement(id, until: seconds))
                }
            }
            try store.transaction(in: lille) { try $0.put(agreement("f", until: -3)) }
            try store.read(in: lyon) { store throws in
                let ended = { try store.records(Agreement.self, endingBy: now, limit: $0).map(\.id) }
                #expect(try ended(9) == ["b", "a", "e", "c"])
                #expect(try ended(2) == ["b", "a"])
            }
        }
    }

    @Test("gives the records of a kind in pages, by id, of one tenant", arguments: RecordStoreUnderTest.allCases)
    func pages(candidate: RecordStoreUnderTest) throws {
        try candidate.with { store throws in
            try store.transaction(in: lyon) { store in
                for name in ["c", "a", "d", "b"] { try store.put(Agreement(recipient: RecipientID(name), from: now)) }
            }
            try store.transaction(in: lille) { try $0.put(Agreement(recipient: RecipientID("bb"), from: now)) }
            try store.read(in: lyon) { store throws in
                let page = { try store.records(Agreement.self, after: $0, limit: 2).map(\.id) }
                #expect(try page(nil) == ["a", "b"])
                #expect(try page("b") == ["c", "d"])
                #expect(try page("bb") == ["c", "d"])
                #expect(try page("d") == [])
            }
        }
    }

    @Test("finds the consents of a recipient, and no other's", arguments: RecordStoreUnderTest.allCases)
    func recipients(candidate: RecordStoreUnderTest) throws {
        try candidate.with { store throws in
            func header(_ id: String, to recipient: String) -> ConsentHeader {
                ConsentHeader(
                    consent: ConsentID(id), occupancy: OccupancyID("o"), recipient: RecipientID(recipient))
            }
            let own = [header("b", to: "one"), header("a", to: "one")]
            try store.transaction(in: lyon) { store in
                for header in own + [header("c", to: "other")] { try store.put(header) }
            }
            try store.transaction(in: lille) { try $0.put(header("d", to: "one")) }
            try store.read(in: lyon) { store throws in
                #expect(try store.consentHeaders(to: RecipientID("one")) == own.reversed())
                #expect(try store.consentHeaders(to: RecipientID("none")).isEmpty)
            }
        }
    }

    @Test("adds once, replaces, and removes", arguments: RecordStoreUnderTest.allCases)
    func changes(candidate: RecordStoreUnderTest) throws {
        try candidate.with { store throws in
            try store.transaction(in: lyon) { try $0.insert(occupancy("a")) }
            #expect(throws: RecordStoreError.taken(Occupancy.kind)) {
                try store.transaction(in: lyon) { try $0.insert(occupancy("a", "bela")) }
            }
            try store.transaction(in: lyon) { try $0.put(occupancy("a", at: "q", "bela")) }
            try store.read(in: lyon) { store throws in
                #expect(try store.records(Occupancy.self, of: "p").isEmpty)
                #expect(try store.records(Occupancy.self, about: SubjectID("bela")).map(\.id) == ["a"])
            }
            try store.transaction(in: lyon) { try $0.remove(Occupancy.self, "a") }
            #expect(try store.read(in: lyon) { try $0.records(Occupancy.self) }.isEmpty)
        }
    }

    @Test("keeps nothing of a transaction that throws", arguments: RecordStoreUnderTest.allCases)
    func rollback(candidate: RecordStoreUnderTest) throws {
        try candidate.with { store throws in
            try store.transaction(in: lyon) { try $0.put(occupancy("a")) }
            #expect(throws: Stop.self) {
                try store.transaction(in: lyon) { store throws in
                    try store.put(occupancy("b"))
                    try store.remove(Occupancy.self, "a")
                    try store.append(ConsentEvent(.sent, at: now, by: .machine), to: ConsentID("c"))
                    throw Stop()
                }
            }
            try store.read(in: lyon) { store throws in
                #expect(try store.records(Occupancy.self).map(\.id) == ["a"])
                #expect(try store.consentEvents(of: ConsentID("c")).isEmpty)
            }
        }
    }

    @Test("shows a tenant nothing of another, in no question", arguments: RecordStoreUnderTest.allCases)
    func tenants(candidate: RecordStoreUnderTest) throws {
        try candidate.with { store throws in
            let keys = MasterKey.random().keys(of: lyon)
            _ = try Occupancies(store, keys).issueActivationLetter(
                for: PointID("p"), from: CivilDay(daysSinceEpoch: 20_000), by: .machine, now: now)
            _ = try AuditLog(store, keys).signRoot(now: now)
            try store.transaction(in: lyon) { store throws in
                try store.put(occupancy("a"))
                try store.append(ConsentEvent(.sent, at: now, by: .machine), to: ConsentID("c"))
            }
            try store.transaction(in: lille) { store throws in
                #expect(try store.record(Occupancy.self, "a") == nil)
                #expect(try store.records(Occupancy.self).isEmpty)
                #expect(try store.records(Occupancy.self, of: "p").isEmpty)
                #expect(try store.records(Occupancy.self, about: SubjectID("anna")).isEmpty)
                #expect(try store.counts(about: SubjectID("anna")).isEmpty)
                #expect(try store.consentEvents(of: ConsentID("c")).isEmpty)
                #expect(try store.lastAuditEntry() == nil)
                #expect(try store.auditEntries(after: 0, limit: 10).isEmpty)
                #expect(try store.auditRoots().isEmpty)
                try store.forEachAuditEntry { _ in Issue.record("an entry of another tenant") }
                try store.remove(Occupancy.self, "a")
                try store.removeAll(about: SubjectID("anna"))
                #expect(
                    try store.removeEnded(ActivationCode.kind, before: now.advanced(seconds: 1 << 40), limit: 1_000)
                        == 0)
                try store.insert(occupancy("a", "lille's"))
            }
            try store.read(in: lyon) { store throws in
                #expect(try store.record(Occupancy.self, "a") == occupancy("a"))
                #expect(try store.records(ActivationCode.self).count == 1)
                #expect(try store.consentEvents(of: ConsentID("c")).count == 1)
            }
        }
    }

    @Test("removes what ended before a moment, a consent with its events", arguments: RecordStoreUnderTest.allCases)
    func ended(candidate: RecordStoreUnderTest) throws {
        try candidate.with { store throws in
            let limit = RateLimit("x", 1, perSeconds: 100)
            try store.transaction(in: lyon) { store throws in
                for offset in [0, 50, 100] {
                    try store.put(RateBucket(limit, of: "\(offset)", now: now.advanced(seconds: offset)))
                }
                try store.put(occupancy("open"))
            }
            try store.transaction(in: lyon) { store throws in
                #expect(try store.removeEnded(RateBucket.kind, before: now.advanced(seconds: 150), limit: 1_000) == 1)
                #expect(try store.records(RateBucket.self).map(\.id) == ["x 100", "x 50"])
                #expect(
                    try store.removeEnded(Occupancy.kind, before: now.advanced(seconds: 1 << 40), limit: 1_000) == 0)
            }
            let town = try Hamlet(store)
            _ = try town.consents.revoke(town.consent, by: town.customer, now: town.now)
            try store.transaction(in: town.keys.tenant) { store throws in
                #expect(try store.removeEnded(ConsentHeader.kind, before: town.now, limit: 1_000) == 0)
                #expect(try store.consentEvents(of: town.consent).count == 5)
                #expect(
                    try store.removeEnded(ConsentHeader.kind, before: town.now.advanced(seconds: 1), limit: 1_000) == 1)
                #expect(try store.consentEvents(of: town.consent).isEmpty)
            }
        }
    }

    @Test("removes all of one subject and nothing of others", arguments: RecordStoreUnderTest.allCases)
    func subject(candidate: RecordStoreUnderTest) throws {
        try candidate.with { store throws in
            let town = try Hamlet(store)
            try store.transaction(in: lyon) { store throws in
                try store.put(occupancy("other", "bela"))
                try store.removeAll(about: SubjectID(town.customer))
            }
            try store.read(in: lyon) { store throws in
                #expect(try store.counts(about: SubjectID(town.customer)).isEmpty)
                #expect(try store.counts(about: SubjectID("bela")) == [Occupancy.kind: 1])
            }
        }
    }

    @Test("redeems a code once, of fifty at a time", arguments: RecordStoreUnderTest.allCases)
    func redemption(candidate: RecordStoreUnderTest) throws {
        try candidate.with { store throws in
            let town = try Hamlet(store)
            let request = try town.redemption(town.code())
            let (won, lost) = town.race(50) { try town.server.token(request, now: town.now).lifetime }
            #expect(won == [300])
            #expect(lost.count == 49 && lost.allSatisfy { ($0 as? OAuthError)?.code == .invalidGrant })
        }
    }

    @Test("rotates a refresh token once, of twenty at a time", arguments: RecordStoreUnderTest.allCases)
    func rotation(candidate: RecordStoreUnderTest) throws {
        try candidate.with { store throws in
            let town = try Hamlet(store)
            let first = try town.server.token(town.redemption(town.code()), now: town.now)
            let request = try town.refreshing(first.refreshToken)
            let (won, _) = town.race(20) { try town.server.token(request, now: town.now).lifetime }
            #expect(won.count == 1)
        }
    }

    @Test("takes an activation code once, of twenty people at a time", arguments: RecordStoreUnderTest.allCases)
    func activation(candidate: RecordStoreUnderTest) throws {
        try candidate.with { store throws in
            let town = try Hamlet(store)
            let occupancies = Occupancies(store, town.keys)
            let code = try occupancies.issueActivationLetter(
                for: PointID("q"), from: CivilDay(daysSinceEpoch: 20_000), by: .machine, now: town.now)
            let people = Mutex(0)
            let (answers, failures) = town.race(20) {
                let number = people.withLock { number in
                    number += 1
                    return number
                }
                return try occupancies.activate(code, by: AccountID("p\(number)"), now: town.now)
            }
            #expect(failures.isEmpty)
            #expect(answers.count { $0 != .refused } == 1)
            #expect(try occupancies.all(at: PointID("q")).count == 1)
        }
    }

    @Test("chains the entries of reads at once, one for each", arguments: RecordStoreUnderTest.allCases)
    func chain(candidate: RecordStoreUnderTest) throws {
        try candidate.with { store throws in
            let town = try Hamlet(store)
            let decisions = AccessDecisionPoint(store, town.keys, of: .networkOperator)
            let (answers, failures) = town.race(100) { try decisions.grant(town.request, now: town.now).ticket.entry }
            #expect(failures.isEmpty)
            #expect(Set(answers).count == 100)
            let log = AuditLog(store, town.keys)
            #expect(try log.verify().faults == [])
            let all = try log.accessHistory(of: town.customer, limit: .max).map(\.facts.sequence)
            #expect(all.count == 102 && all == all.sorted(by: >))
            #expect(
                try log.accessHistory(of: town.customer, before: all[9], limit: 7).map(\.facts.sequence)
                    == Array(all[10..<17]))
        }
    }

    @Test(
        "answers nothing after a withdrawal was acknowledged, in a thousand tries",
        arguments: RecordStoreUnderTest.allCases)
    func withdrawal(candidate: RecordStoreUnderTest) throws {
        try candidate.with { store throws in
            let town = try Hamlet(store)
            let decisions = AccessDecisionPoint(store, town.keys, of: .networkOperator)
            let acknowledged = Mutex(false)
            let withdrawn = Mutex(0)
            let (late, refusals) = town.race(1_000) { () -> Bool in
                let turn = withdrawn.withLock { turn in
                    turn += 1
                    return turn
                }
                if turn == 400 {
                    _ = try town.consents.revoke(town.consent, by: town.customer, now: town.now)
                    acknowledged.withLock { $0 = true }
                    return false
                }
                let beforeGrant = acknowledged.withLock { $0 }
                let ticket = try decisions.grant(town.request, now: town.now).ticket
                let beforeAnswer = acknowledged.withLock { $0 }
                let mayLeave = try decisions.stands(ticket, now: town.now)
                return beforeGrant || (beforeAnswer && mayLeave)
            }
            #expect(late.allSatisfy { !$0 })
            #expect(refusals.count > 500)
        }
    }
}
