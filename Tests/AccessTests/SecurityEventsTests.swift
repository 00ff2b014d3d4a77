import Metering
import TestKit
import Testing

@testable import Access

/// What the log has of refusals and authentications that come in floods.
@Suite struct SecurityEventsTests {
    private let town = Town()
    private let events = SecurityEvents(mostKinds: 5)

    private func write() throws -> [AuditFacts] {
        let before = try town.entries().count
        try events.write(to: town.store, town.keys, now: town.start)
        return try town.entries().dropFirst(before).compactMap(\.facts)
    }

    @Test func `A flood from many networks leaves a bounded number of entries, and none of it is left out`() throws {
        for number in 0..<1_000 {
            let kind = SecurityEvents.Kind(.callRefused, "token", by: .machine, from: "network \(number)")
            events.count(kind, request: "r\(number)")
        }
        let facts = try write()
        #expect(facts.count == 6)
        #expect(facts.compactMap(\.count).reduce(0, +) == 1_000)
        #expect(facts.count { $0.network == nil } == 1)
        #expect(try write() == [])
        #expect(try town.log.verify().faults == [])
    }

    @Test func `Alike events of one actor are one entry, with the first one's request; others are others`() throws {
        let anna = try town.person("anna")
        for number in 0..<3 {
            let own = SecurityEvents.Kind(.callRefused, "role", by: .account(anna), about: SubjectID(anna))
            events.count(own, request: "r\(number)")
            events.count(.init(.callRefused, "limit", by: .client(ClientID("c"))), request: nil)
        }
        let facts = try write()
        #expect(facts.count == 2)
        let own = try #require(facts.first { $0.actor == .account(anna) })
        #expect(own.count == 3 && own.request == "r0" && own.purpose == "role")
        #expect(try town.log.accessHistory(of: anna).first?.facts == own)
    }

    @Test func `Who was erased meanwhile is nobody`() throws {
        let anna = try town.person("anna")
        events.count(.init(.callRefused, "role", by: .account(anna), about: SubjectID(anna)), request: nil)
        try Erasure.erase(anna, by: .account(anna), on: town.store, town.keys, now: town.start)
        let facts = try write()
        #expect(facts.map(\.actor) == [.machine] && facts.map(\.subject) == [nil])
    }

    @Test func `What could not be written is written the next time`() throws {
        struct Full: RecordStore {
            struct Fault: Error {}
            let registry: RecordRegistry
            func transaction<Result>(
                in _: TenantID, _: (any RecordTransaction) throws -> Result
            ) throws -> Result { throw Fault() }
            func read<Result>(in _: TenantID, _: (any RecordReading) throws -> Result) throws -> Result {
                throw Fault()
            }
            func tenants() throws -> Set<TenantID> { throw Fault() }
            func forgetRemoved() throws {}
        }
        let kind = SecurityEvents.Kind(.callRefused, "limit", by: .machine)
        events.count(kind, request: "first")
        #expect(throws: Full.Fault.self) {
            try events.write(to: Full(registry: town.store.registry), town.keys, now: town.start)
        }
        events.count(kind, request: "second")
        let facts = try write()
        #expect(facts.map(\.count) == [2] && facts.map(\.request) == ["first"])
    }

    @Test func `An entry for a collector is one line of JSON, with its hash and its moment in words`() throws {
        _ = try town.person("anna\n")
        let entry = try #require(try town.log.entries(after: 0).first)
        #expect(entry.line.hasPrefix(entry.body.dropLast()) && !entry.line.contains("\n"))
        #expect(entry.line.hasSuffix(",\"hash\":\"\(entry.hash)\",\"time\":\"2026-10-31T23:00:00Z\"}"))
        let all = try town.entries()
        #expect(try town.log.entries(after: 0) == all)
        #expect(try town.log.entries(after: entry.sequence, limit: 1).map(\.sequence) == [])
    }
}
