import Access
import Foundation
import GRDB
import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

@Suite("What is remembered of records")
struct RememberedRecordsTests {
    private let tenant = TenantID("lyon")
    private let now = CivilDay(daysSinceEpoch: 20_700).start

    private struct Stop: Error {}

    @Test("is what a store without memory answers, whatever was changed, undone or removed", arguments: 1...6)
    func same(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let stores: [any RecordStore] = [
            MemoryRecordStore(), try AccessDatabase(in: DataDirectory(folder.url), [.access]),
        ]
        var random = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let change = Change(using: &random)
            let answers = try stores.map { store in
                try? store.transaction(in: tenant) { store in
                    try change.make(on: store)
                    if change.isUndone { throw Stop() }
                }
                let inside = try store.transaction(in: tenant) { try everything($0) }
                let outside = try Change.ids.map { try store.record(Occupancy.self, $0, in: tenant) }
                return (inside, outside)
            }
            #expect(answers[0].0 == answers[1].0)
            #expect(answers[0].1 == answers[1].1)
        }
    }

    /// All that can be remembered of occupancies and events.
    private func everything(_ store: any RecordReading) throws -> [[String]] {
        let byID = try Change.ids.map { try store.record(Occupancy.self, $0)?.point.text ?? "none" }
        let byOwner = try Change.owners.map { try store.records(Occupancy.self, of: $0).map(\.id) }
        let events = try Change.ids.map { try store.consentEvents(of: ConsentID($0)).map(\.kind.rawValue) }
        return [byID] + byOwner + events
    }

    /// Something that happens to a store of a few occupancies and the events of a few consents.
    private enum Change {
        case put(String, owner: String, thenUndone: Bool)
        case remove(String, thenUndone: Bool)
        case append(String, thenUndone: Bool)
        case removeAll, removeEnded

        static let ids = ["a", "b", "c"]
        static let owners = ["p", "q"]

        init(using random: inout SeededGenerator) {
            let id = Change.ids[Int.random(in: 0..<3, using: &random)]
            let isUndone = Bool.random(using: &random)
            switch Int.random(in: 0..<20, using: &random) {
            case 0: self = .removeAll
            case 1: self = .removeEnded
            case 2..<7: self = .remove(id, thenUndone: isUndone)
            case 7..<10: self = .append(id, thenUndone: isUndone)
            default: self = .put(id, owner: Bool.random(using: &random) ? "p" : "q", thenUndone: isUndone)
            }
        }

        var isUndone: Bool {
            switch self {
            case .put(_, _, let isUndone), .remove(_, let isUndone), .append(_, let isUndone): isUndone
            case .removeAll, .removeEnded: false
            }
        }

        func make(on store: any RecordTransaction) throws {
            let start = CivilDay(daysSinceEpoch: 20_000)
            switch self {
            case .put(let id, let owner, _):
                let occupancy = Occupancy(
                    occupancy: OccupancyID(id), point: PointID(owner), customer: AccountID("anna"), from: start,
                    until: id == "c" ? start : nil)
                try store.put(occupancy)
            case .remove(let id, _): try store.remove(Occupancy.self, id)
            case .append(let id, _):
                try store.append(ConsentEvent(.sent, at: start.start, by: .machine), to: ConsentID(id))
            case .removeAll: try store.removeAll(about: SubjectID("anna"))
            case .removeEnded: _ = try store.removeEnded(Occupancy.kind, before: start.end, limit: 1_000)
            }
            // What the transaction itself asks must not be remembered where it is undone.
            for id in Change.ids { _ = try store.record(Occupancy.self, id) }
            for owner in Change.owners { _ = try store.records(Occupancy.self, of: owner) }
            for id in Change.ids { _ = try store.consentEvents(of: ConsentID(id)) }
        }
    }

    @Test("is not an answer that was asked for before a change, or while one was not yet durable")
    func late() throws {
        let remembered = RememberedRecords()
        let question = RememberedRecords.Question(tenant: "lyon", kind: Occupancy.kind, way: .byID, key: "a")
        func answer(_ value: String, during asking: () -> Void = {}) throws -> [String] {
            try remembered.answer(to: question) {
                asking()
                return [value]
            }
        }
        let early = try answer("old") {
            remembered.forget(Occupancy.kind, [question])
            remembered.settle(areKept: true)
        }
        #expect(early == ["old"])
        remembered.forget(Occupancy.kind, [question])
        #expect(try answer("older") == ["older"])
        remembered.settle(areKept: false)
        #expect(try answer("new") == ["new"])
        #expect(try answer("newer") == ["new"])
    }

    @Test("is bounded, and never that there is nothing")
    func bounds() throws {
        let remembered = RememberedRecords(capacity: 2)
        var asked = 0
        func ask(_ key: String, _ answer: [String]) throws {
            let question = RememberedRecords.Question(tenant: "lyon", kind: Occupancy.kind, way: .byID, key: key)
            _ = try remembered.answer(to: question) {
                asked += 1
                return answer
            }
        }
        for _ in 0..<2 { try ask("nobody", []) }
        #expect(asked == 2)
        for key in ["a", "b", "b", "c", "a"] { try ask(key, ["x"]) }
        #expect(asked == 6)
    }
}

@Suite("A group of transactions")
struct GroupCommitTests {
    private struct Stop: Error {}

    @Test("keeps each body whole or not at all, and tells each caller its own answer")
    func group() throws {
        let folder = try TemporaryFolder()
        let access = try AccessDatabase(in: DataDirectory(folder.url), [.access])
        let hamlet = try Hamlet(access)
        let (kept, failures) = hamlet.race(200) {
            let id = OccupancyID.random()
            try access.transaction(in: TenantID("lille")) { store in
                try store.put(
                    Occupancy(
                        occupancy: id, point: PointID("p"), customer: AccountID("h"),
                        from: CivilDay(daysSinceEpoch: 20_000)))
                if id.text.utf8.first ?? 0 > UInt8(ascii: "a") { throw Stop() }
            }
            return id.text
        }
        #expect(failures.allSatisfy { $0 is Stop } && kept.count + failures.count == 200)
        #expect(!kept.isEmpty && !failures.isEmpty)
        let found = try access.read(in: TenantID("lille")) { try $0.records(Occupancy.self).map(\.id) }
        #expect(found == kept.sorted())
    }

    @Test("that SQLite undid is told to all of it, and the next one is kept")
    func lost() throws {
        let folder = try TemporaryFolder()
        let pool = try DatabasePool(path: folder.url.appending(path: "x.sqlite").path)
        try pool.write { try $0.execute(sql: "CREATE TABLE t (n INTEGER)") }
        let commits = GroupCommit(pool) { _ in }
        #expect(throws: (any Error).self) {
            try commits.perform { db in
                try db.execute(sql: "INSERT INTO t VALUES (1)")
                try db.execute(sql: "ROLLBACK")
            }
        }
        try commits.perform { try $0.execute(sql: "INSERT INTO t VALUES (2)") }
        #expect(try pool.read { try Int.fetchAll($0, sql: "SELECT n FROM t") } == [2])
    }
}
