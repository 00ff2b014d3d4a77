import Metering
import TestKit
import Testing

@testable import Access

@Suite("A grant")
struct GrantTests {
    private let town = Town()
    private let october = day("2026-10-01")...day("2026-10-31")

    /// The days that are granted, or the refusal.
    private func ask(_ request: ReadRequest, now: Instant? = nil) throws -> Result<[ClosedRange<CivilDay>], ReadRefusal>
    {
        do {
            let grant = try town.decisions.grant(request, now: now ?? town.start)
            return .success(grant.days)
        } catch let refusal as ReadRefusal {
            return .failure(refusal)
        }
    }

    @Test("gives residents their own days and nobody else's, former and next holder alike")
    func own() throws {
        let (anna, _) = try town.customer("anna", from: day("2026-01-01"))
        let (bela, _) = try town.customer("bela", from: day("2026-10-11"))
        let stranger = try town.person("stranger")
        #expect(
            try ask(town.request(by: .resident(anna), october)) == .success([day("2026-10-01")...day("2026-10-10")]))
        #expect(
            try ask(town.request(by: .resident(bela), october)) == .success([day("2026-10-11")...day("2026-10-31")]))
        #expect(try ask(town.request(by: .resident(stranger), october)) == .failure(.noOccupancy))
        let before = day("2025-01-01")...day("2026-10-10")
        #expect(try ask(town.request(by: .resident(bela), before)) == .failure(.noOccupancy))
    }

    @Test("never gives the days of two holders to one of them, at any moves", arguments: 0..<40)
    func clipping(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var from = day("2026-01-01")
        var customers: [(AccountID, CivilDay)] = []
        for number in 0..<4 {
            from = from.advanced(by: Int.random(in: 1...60, using: &random))
            customers.append((try town.customer("p\(number)", from: from).0, from))
        }
        let first = day("2026-01-01").advanced(by: Int.random(in: -10...200, using: &random))
        let asked = first...first.advanced(by: Int.random(in: 0...200, using: &random))
        for (index, (customer, from)) in customers.enumerated() {
            let until = index + 1 < customers.count ? customers[index + 1].1 : nil
            let expected = each(asked).filter { day in day >= from && until.map { day < $0 } ?? true }
            let granted = (try? ask(town.request(by: .resident(customer), asked)).get()) ?? []
            #expect(granted.flatMap(each) == expected)
        }
    }

    private func each(_ days: ClosedRange<CivilDay>) -> [CivilDay] {
        (days.lowerBound.daysSinceEpoch...days.upperBound.daysSinceEpoch).map { CivilDay(daysSinceEpoch: $0) }
    }

    @Test("gives a recipient what was consented to, from the next request after a change no more")
    func consented() throws {
        let (anna, occupancy) = try town.customer("anna")
        #expect(try ask(town.request(by: town.reader(), october)) == .failure(.noAgreement))
        try town.agree()
        #expect(try ask(town.request(by: town.reader(), october)) == .failure(.noConsent))
        let consent = try town.consent(of: anna, occupancy, granularity: .halfHourly)
        #expect(try ask(town.request(by: town.reader(), october)) == .success([october]))
        #expect(try ask(town.request(by: town.reader(), october, step: .day)) == .failure(.notConsented))
        #expect(try ask(town.request(by: town.reader(), october, step: .tenMinutes)) == .failure(.notConsented))
        #expect(try ask(town.request(by: town.reader(), october, carrier: .gas)) == .failure(.notConsented))
        #expect(try ask(town.request(by: town.reader(), october, direction: .injection)) == .failure(.notConsented))
        #expect(try ask(town.request(by: town.reader([]), october)) == .failure(.noConsent))
        #expect(try ask(town.request(by: town.reader([consent.consent]), october)) == .success([october]))
        let other = ReadRequest.Reader.recipient(ClientID("c"), RecipientID("other"), consents: nil)
        #expect(try ask(town.request(by: other, october)) == .failure(.noAgreement))
        let ended = day("2027-11-01").start
        #expect(try ask(town.request(by: town.reader(), october), now: ended) == .failure(.noConsent))
        for (kind, undo) in [(ConsentEvent.Kind.suspended, ConsentEvent.Kind.resumed)] {
            _ = try town.consents.add(kind, to: consent.consent, by: .machine, now: town.start)
            #expect(try ask(town.request(by: town.reader(), october)) == .failure(.noConsent))
            _ = try town.consents.add(undo, to: consent.consent, by: .machine, now: town.start)
            #expect(try ask(town.request(by: town.reader(), october)) == .success([october]))
        }
        _ = try town.consents.revoke(consent.consent, by: anna, now: town.start)
        #expect(try ask(town.request(by: town.reader(), october)) == .failure(.noConsent))
    }

    @Test("stops at the move, also for a consent that nobody has closed yet")
    func moved() throws {
        let (anna, occupancy) = try town.customer("anna")
        _ = try town.consent(of: anna, occupancy)
        try town.occupancies.moveOut(occupancy.occupancy, on: day("2026-11-15"), by: .machine, now: town.start)
        let around = day("2026-11-10")...day("2026-11-20")
        #expect(try ask(town.request(by: town.reader(), around)) == .success([day("2026-11-10")...day("2026-11-14")]))
        let after = day("2026-11-15").start
        #expect(try ask(town.request(by: town.reader(), around), now: after) == .failure(.noConsent))
        let (bela, _) = try town.customer("bela", from: day("2026-11-15"))
        #expect(try ask(town.request(by: town.reader(), around), now: after) == .failure(.noConsent))
        #expect(
            try ask(town.request(by: .resident(bela), around), now: after)
                == .success([day("2026-11-15")...day("2026-11-20")]))
    }

    @Test("falls when what it rested on changes: what takes long asks again")
    func stands() throws {
        let (anna, occupancy) = try town.customer("anna")
        let consent = try town.consent(of: anna, occupancy)
        let ticket = try town.decisions.grant(town.request(by: town.reader(), october), now: town.start).ticket
        #expect(try town.decisions.stands(ticket, now: town.start))
        #expect(try !town.decisions.stands(ticket, now: day("2027-11-01").start))
        _ = try town.consents.revoke(consent.consent, by: anna, now: town.start)
        #expect(try !town.decisions.stands(ticket, now: town.start))
        let own = try town.decisions.grant(town.request(by: .resident(anna), october), now: town.start).ticket
        #expect(try town.decisions.stands(own, now: town.start))
        try town.occupancies.moveOut(occupancy.occupancy, on: day("2026-10-20"), by: .machine, now: town.start)
        #expect(try !town.decisions.stands(own, now: town.start))
    }

    @Test("gives operators daily figures by their duty, never the curve")
    func duty() throws {
        let otto = try town.person("otto", .operator)
        let anna = try town.person("anna")
        #expect(try ask(town.request(by: .operator(otto), october, step: .day)) == .success([october]))
        #expect(try ask(town.request(by: .operator(otto), october)) == .failure(.stepTooFine))
        #expect(try ask(town.request(by: .operator(anna), october, step: .day)) == .failure(.notYourRole))
    }

    @Test("gives a building's manager the total of more than ten subscriptions, three years back")
    func building() throws {
        let manager = try town.person("manager", .buildingManager)
        let (set, now) = ("building", town.start)
        func ask(_ count: Int, _ days: ClosedRange<CivilDay>, step: FigureStep = .day) throws -> String {
            let points = Set((0..<count).map { PointID("p\($0)") })
            let request = ReadRequest(
                by: .buildingManager(manager), about: .building(set: set, points: points), days: days, step: step,
                purpose: "test", request: "r")
            do {
                let grant = try town.decisions.grant(request, now: now)
                guard grant.form == .total, grant.basis == .buildingTotals else { return "wrong" }
                return "\(grant.days[0].lowerBound)"
            } catch let refusal as ReadRefusal {
                return refusal.rawValue
            }
        }
        #expect(try ask(11, october) == "no-mandate")
        try town.store.transaction(in: town.keys.tenant) { try $0.put(Mandate(manager: manager, set: set, from: now)) }
        #expect(try ask(11, october) == "2026-10-01")
        #expect(try ask(10, october) == "too-few-subscriptions")
        #expect(try ask(11, october, step: .halfHour) == "step-too-fine")
        #expect(try ask(11, day("2020-01-01")...day("2026-10-01")) == "2023-11-01")
        #expect(try ask(11, day("2020-01-01")...day("2020-02-01")) == "out-of-period")
        #expect(try self.ask(town.request(by: .buildingManager(manager), october)) == .failure(.notYourRole))
    }

    @Test("has one entry in the log for each read, served or refused, over a thousand mixed ones")
    func oneEntry() throws {
        let (anna, occupancy) = try town.customer("anna")
        let stranger = try town.person("stranger")
        _ = try town.consent(of: anna, occupancy, granularity: .halfHourly)
        var random = SeededGenerator(seed: 1)
        var (served, refused) = (0, 0)
        for _ in 0..<1_000 {
            let reader =
                [ReadRequest.Reader.resident(anna), .resident(stranger), town.reader(), town.reader([])]
                .randomElement(using: &random) ?? town.reader()
            let step = [FigureStep.day, .halfHour].randomElement(using: &random) ?? .day
            if case .success = try ask(town.request(by: reader, october, step: step)) {
                served += 1
            } else {
                refused += 1
            }
        }
        let reads = try town.entries().compactMap(\.facts).filter { $0.action == .read }
        #expect(reads.count { $0.outcome == .done } == served)
        #expect(reads.count { $0.outcome != .done } == refused)
        #expect(served > 100 && refused > 100)
        let history = try town.log.accessHistory(of: anna, limit: .max).filter { $0.facts.action == .read }
        #expect(history.count == served)
        #expect(history.allSatisfy { $0.detail?.point == town.point })
    }

    @Test func `when a recipient last read a point is found behind a hundred other reads, and of that point alone`()
        throws
    {
        let town = Town()
        let (anna, occupancy) = try town.customer("anna")
        _ = try town.consent(of: anna, occupancy)
        let days = day("2026-10-01")...day("2026-10-02")
        func last(_ point: PointID) throws -> Instant? {
            try town.log.lastRead(of: anna, at: point, by: town.recipient)
        }
        #expect(try last(town.point) == nil)
        _ = try town.decisions.grant(town.request(by: town.reader(), days), now: town.start)
        for number in 1...250 {
            _ = try town.decisions.grant(
                town.request(by: .resident(anna), days), now: town.start.advanced(seconds: number))
        }
        #expect(try last(town.point) == town.start)
        #expect(try last(PointID("other")) == nil)
        #expect(try town.log.lastRead(of: anna, at: town.point, by: RecipientID("other")) == nil)
    }
}
