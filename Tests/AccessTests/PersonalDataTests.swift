import Metering
import TestKit
import Testing

@testable import Access

@Suite("Personal data")
struct PersonalDataTests {
    private let town = Town()

    @Test("are in the catalogue, every kind that can be a person's")
    func complete() throws {
        #expect(PersonalDataCatalogue.entries.map(\.sort) == PersonalDataCatalogue.Sort.allCases)
        let registry = town.store.registry
        let listed = PersonalDataCatalogue.Sort.allCases.flatMap { registry.kinds(of: $0) }
        #expect(Set(listed).count == listed.count)
        let nobodys: Set<RecordKind> = [
            RateBucket.kind, DataNeed.kind, Recipient.kind, Agreement.kind, Erasure.kind, OAuthClient.kind,
            PushedRequest.kind, ReplayCacheEntry.kind, TenantKeyRecord.kind, OccupancyBorder.kind, Breach.kind,
        ]
        #expect(Set(listed).union(nobodys) == registry.kinds)
        #expect(nobodys.isDisjoint(with: listed))
    }

    @Test("are counted for their person, with those who read them")
    func extract() throws {
        let (anna, occupancy) = try town.customer("anna")
        _ = try town.consent(of: anna, occupancy)
        let days = day("2026-10-01")...day("2026-10-02")
        _ = try town.decisions.grant(town.request(by: town.reader(), days), now: town.start)
        let counts = try PersonalDataCatalogue.counts(of: anna, town.store, town.keys)
        #expect(counts[.identity] == 3)
        #expect(counts[.occupancy] == 2)
        #expect(counts[.consents] == 1)
        #expect(counts[.accesses] == (try town.log.accessHistory(of: anna).count))
        #expect(
            try town.log.accessHistory(of: anna).first { $0.facts.action == .read }?.facts.recipient == town.recipient)
    }

    @Test("leave by the rules, when they ended long enough ago and not before")
    func retention() throws {
        let (anna, _) = try town.customer("anna")
        let accounts = try town.accounts()
        _ = try accounts.signIn(email: "anna@example.org", password: Town.password, source: "s", now: town.start)
        func sessions() throws -> Int {
            try town.store.read(in: town.keys.tenant) { try $0.records(Session.self, of: anna.text).count }
        }
        let expiry = town.start.advanced(seconds: 12 * 3_600)
        for (now, left) in [(expiry.advanced(seconds: 86_400), 1), (expiry.advanced(seconds: 86_401), 0)] {
            let report = try RetentionPlan(town.store.registry.retention, now: now).carryOut(
                on: town.store, town.keys, now: now)
            #expect(report.lines.first { $0.removal.rule.kind == Session.kind }?.count == 1 - left)
            #expect(try sessions() == left)
        }
        #expect(try town.accounts().attributes(of: anna)?.name == "anna")
        #expect(try town.entries().last?.facts?.action == .retentionApplied)
    }

    @Test func `what ended goes in batches, down to the last, and the log says so first`() throws {
        let count = 2 * RetentionPlan.batch + 1
        try town.store.transaction(in: town.keys.tenant) { store in
            for number in 0..<count {
                try store.put(
                    EmailProof(
                        id: "\(number)", account: AccountID("anna"), expires: town.start.advanced(seconds: number)))
            }
        }
        let now = town.start.advanced(seconds: count + 86_400)
        let report = try RetentionPlan(town.store.registry.retention, now: now).carryOut(
            on: town.store, town.keys, now: now)
        #expect(report.lines.first { $0.removal.rule.kind == EmailProof.kind }?.count == count)
        #expect(try town.store.read(in: town.keys.tenant) { try $0.records(EmailProof.self) }.isEmpty)
        #expect(try town.entries().compactMap(\.facts).map(\.action) == [.retentionApplied])
    }

    @Test("have a rule for every kind that ends")
    func rules() {
        let kinds = town.store.registry.retention.map(\.kind)
        #expect(Set(kinds).count == kinds.count)
        let open: Set<RecordKind> = [
            SubjectKeyRecord.kind, Account.kind, Login.kind, DataNeed.kind, Recipient.kind, Agreement.kind,
            Erasure.kind,
            OAuthClient.kind, TenantKeyRecord.kind, OccupancyBorder.kind, Breach.kind,
        ]
        #expect(Set(kinds).union(open) == town.store.registry.kinds)
    }

    @Test func `an erased holder's days stay nobody's, whatever a later letter says`() throws {
        let (anna, former) = try town.customer("anna")
        try Erasure.erase(anna, by: .account(anna), on: town.store, town.keys, now: town.start)
        let bela = try town.person("bela")
        let letter = try town.occupancies.issueActivationLetter(
            for: town.point, from: former.from.advanced(by: 30), by: .machine, now: town.start)
        guard case .linked(let occupancy) = try town.occupancies.activate(letter, by: bela, now: town.start) else {
            throw Unexpected()
        }
        #expect(occupancy.from == CivilDay(containing: town.start).advanced(by: 1))
        // Who comes in later begins on the day of the letter; the border names nobody.
        try Erasure.erase(bela, by: .machine, on: town.store, town.keys, now: town.start)
        let carl = try town.person("carl")
        let later = try town.occupancies.link(
            carl, to: town.point, from: occupancy.from.advanced(by: 9), by: .machine, now: town.start)
        #expect(later?.from == occupancy.from.advanced(by: 9))
        let borders = try town.store.read(in: town.keys.tenant) { try $0.records(OccupancyBorder.self) }
        #expect(borders == [OccupancyBorder(id: OccupancyBorder.id(of: town.point, town.keys), day: occupancy.from)])
    }

    @Test func `days of an occupancy that was kept long enough stay nobody's either`() throws {
        let (anna, former) = try town.customer("anna")
        let until = CivilDay(containing: town.start)
        try town.occupancies.moveOut(former.occupancy, on: until, by: .account(anna), now: town.start)
        let later = until.advanced(by: 1_200).start
        _ = try RetentionPlan(town.store.registry.retention, now: later).carryOut(on: town.store, town.keys, now: later)
        #expect(try town.store.read(in: town.keys.tenant) { try $0.records(Occupancy.self) }.isEmpty)
        let bela = try town.person("bela")
        let occupancy = try town.occupancies.link(
            bela, to: town.point, from: former.from.advanced(by: 1), by: .machine, now: later)
        #expect(occupancy?.from == until)
    }

    @Test("are gone after an erasure, whose tombstone bites again after a restore")
    func erasure() throws {
        let (anna, occupancy) = try town.customer("anna")
        let consent = try town.consent(of: anna, occupancy)
        let subject = SubjectID(anna)
        let saved = try town.store.read(in: town.keys.tenant) { store in
            (try store.record(Account.self, anna.text), try store.record(SubjectKeyRecord.self, anna.text))
        }
        try Erasure.erase(anna, by: .account(anna), on: town.store, town.keys, now: town.start)
        #expect(try town.accounts().attributes(of: anna) == nil)
        #expect(try town.store.read(in: town.keys.tenant) { try $0.counts(about: subject) } == [:])
        #expect(try town.consents.consent(consent.consent)?.state == .movedOut)
        #expect(throws: KeyError.destroyed) {
            try town.store.transaction(in: town.keys.tenant) { try $0.ensureSubjectKey(of: subject, town.keys) }
        }
        let tombstones = try town.store.read(in: town.keys.tenant) { try $0.records(Erasure.self) }
        try town.store.transaction(in: town.keys.tenant) { store in
            try store.put(#require(saved.0))
            try store.put(#require(saved.1))
            try store.remove(Erasure.self, anna.text)
        }
        #expect(try town.accounts().attributes(of: anna) != nil)
        try Erasure.reapply(tombstones, on: town.store, in: town.keys.tenant) { town.keys }
        #expect(try town.accounts().attributes(of: anna) == nil)
    }
}
