import Access
import Foundation
import HTTPTypes
import Metering
import TestKit
import Testing

@testable import Web

/// A breach from its first suspicion to its end, in a town of two tenants: a program's key was stolen, and the program
/// read the data of some people of one of them.
@Suite("A breach, rehearsed", .fewAtOnce)
struct BreachRehearsalTests {
    private struct Town {
        let neighbourhood: Neighbourhood
        let anna: AccountID
        let boris: AccountID
        let clerk = Agent.systemUser(SystemUser(uid: 0, name: "root"))
        var tenant: Tenant { neighbourhood.grid.tenant }
        var other: Tenant { neighbourhood.city.tenant }
        var now: Instant { neighbourhood.now }

        /// Both tenants have the same people and the same program, which reads Anna's data everywhere.
        init() throws {
            neighbourhood = try Neighbourhood { try .example($0, .networkOperator, named: $0) }
            var people: [AccountID] = []
            for place in [neighbourhood.city, neighbourhood.grid] {
                let from = CivilDay(year: 2026, month: 1, day: 1)!
                let (anna, hers) = try place.holder("anna", of: Place.homes[0], from: from)
                let (boris, _) = try place.holder("boris", of: Place.homes[1], from: from)
                _ = try place.consent(of: anna, hers)
                try place.tenant.access.transaction(in: place.tenant.id) {
                    try $0.put(Recipient(recipient: place.recipient, name: "Voltéo", contact: "dpo@volteo.example"))
                }
                people = [anna, boris]
            }
            (anna, boris) = (people[0], people[1])
            neighbourhood.wait(seconds: 3_600)
            for place in [neighbourhood.city, neighbourhood.grid] {
                for days in [1...3, 3...5, 20...20] { try read(days, of: Place.homes[0], at: place) }
            }
            neighbourhood.wait(seconds: 3_600)
        }

        /// The program reads days of October.
        func read(_ days: ClosedRange<Int>, of home: PointID, at place: Place) throws {
            let first = CivilDay(year: 2026, month: 10, day: days.lowerBound)!
            let last = CivilDay(year: 2026, month: 10, day: days.upperBound)!
            let request = ReadRequest(
                by: .recipient(ClientID("backend"), place.recipient, consents: nil), about: .point(home),
                days: first...last, step: .day, purpose: "test", request: "r")
            _ = try place.tenant.decisions.grant(request, now: now)
        }

        func open(_ way: BreachScope.Way = .program(ClientID("backend"))) throws -> Breach {
            try tenant.breaches.open(
                noticedAt: now, BreachFacts(what: "a key of the program was on a public page"),
                BreachScope(way, from: now.advanced(seconds: -86_400), until: now), by: clerk, now: now)
        }

        func judge(_ breach: Breach, _ risk: Breach.Risk = .high) throws {
            let words = { (what: String) in BilingualText(french: "\(what) fr", english: "\(what) en") }
            let judgement = BreachJudgement(
                nature: words("nature"), consequences: words("consequences"), measures: words("measures"),
                reason: "curves tell when people are at home")
            _ = try tenant.breaches.judge(breach.id, risk, judgement, by: clerk, now: now)
        }

        func letters(_ tenant: Tenant) async -> [EmailMessage] {
            let before = neighbourhood.mail.letters.count
            await OutboxService(neighbourhood.portal, [EmailSender(mailer: neighbourhood.mail)]).turn(tenant)
            return Array(neighbourhood.mail.letters.dropFirst(before))
        }

        /// Lets what the registrations queued leave.
        func emptyOutboxes() async { for place in [tenant, other] { _ = await letters(place) } }

        func actions(_ tenant: Tenant) throws -> [AuditAction] {
            try tenant.access.read(in: tenant.id) { store in
                var actions: [AuditAction] = []
                try store.forEachAuditEntry { if let action = $0.facts?.action { actions.append(action) } }
                return actions
            }
        }
    }

    @Test func `From the audit log to the letters, in one tenant alone`() async throws {
        let town = try Town()
        await town.emptyOutboxes()
        let breach = try town.open()
        let finding = try #require(breach.finding)
        // Anna's days: 1 to 5 and 20 October, read in three calls.
        #expect(finding.reads == 3 && finding.persons == 1 && finding.points == 1 && finding.pointDays == 6)
        #expect(finding.recipients == [town.neighbourhood.grid.recipient] && finding.readsOfNobody == 0)
        #expect(breach.deadline.seconds(since: breach.noticedAt) == 72 * 3_600)

        // Nobody is told before it was judged, nor without the right number.
        #expect(throws: BreachFault.notJudged(breach.id)) {
            try town.tenant.tellOfBreach(breach.id, confirmed: 1, by: town.clerk, now: town.now)
        }
        try town.judge(breach)
        #expect(throws: BreachFault.otherCount(1)) {
            try town.tenant.tellOfBreach(breach.id, confirmed: 2, by: town.clerk, now: town.now)
        }
        #expect(throws: BreachFault.notReported(breach.id)) {
            try town.tenant.breaches.close(breach.id, exemption: nil, by: town.clerk, now: town.now)
        }

        // The authority, within its time.
        for (language, asked) in [
            (
                Language.french,
                [
                    "art. 33(3)(a)", "nature fr", "personnes : 1 ; points : 1 ; jours de points : 6", "Voltéo",
                    "dpo@grid",
                ]
            ),
            (
                .english,
                [
                    "art. 33(3)(d)", "measures en", "persons: 1; points: 1; days of points: 6", "TO BE FILLED IN",
                    "SIREN",
                ]
            ),
        ] {
            let report = try town.tenant.breachReport(of: breach.id, language, now: town.now)
            for words in asked { #expect(report.contains(words), "\(words) in \(report)") }
            #expect(!report.contains("anna") && !report.contains(Place.homes[0].text))
        }
        town.neighbourhood.wait(seconds: 71 * 3_600)
        let reported = try town.tenant.breaches.report(
            breach.id, as: "CNIL-1", at: town.now, by: town.clerk, now: town.now)
        #expect(!reported.isLate(at: town.now))
        #expect(throws: BreachFault.notTold(breach.id)) {
            try town.tenant.breaches.close(breach.id, exemption: nil, by: town.clerk, now: town.now)
        }

        // The letters, once.
        #expect(try town.tenant.tellOfBreach(breach.id, confirmed: 1, by: town.clerk, now: town.now) == 1)
        #expect(try town.tenant.breachLetters(of: breach.id).waiting == 1)
        let letters = await town.letters(town.tenant)
        #expect(letters.map(\.to) == ["anna@example.org"])
        let letter = try #require(letters.first)
        #expect(letter.subject == "Vos données : un incident vous concerne")
        for words in [
            "nature fr", "consequences fr", "measures fr", Place.homes[0].text, "1er octobre 2026 – 5 octobre 2026",
            "20 octobre 2026", "Voltéo", "dpo@grid.example", "/accesses",
        ] {
            #expect(letter.text.contains(words), "\(words) in \(letter.text)")
        }
        #expect(throws: BreachFault.otherCount(0)) {
            try town.tenant.tellOfBreach(breach.id, confirmed: 1, by: town.clerk, now: town.now)
        }
        #expect(try town.tenant.tellOfBreach(breach.id, confirmed: 0, by: town.clerk, now: town.now) == 0)
        _ = try town.tenant.breaches.look(again: breach.id, now: town.now)
        #expect(try town.tenant.breachLetters(of: breach.id).untold == 0)

        // Of the other tenant nobody hears anything, and its register is empty.
        #expect(await town.letters(town.other).isEmpty)
        #expect(try town.other.breaches.all().isEmpty)
        #expect(throws: BreachFault.unknown(breach.id)) { try town.other.breaches.breach(breach.id) }

        // Each act is in the log; the person sees that they were told.
        let closed = try town.tenant.breaches.close(breach.id, exemption: nil, by: town.clerk, now: town.now)
        #expect(closed.closedAt == town.now)
        let acts: [AuditAction] = [.breachOpened, .breachJudged, .breachReported, .breachTold, .breachClosed]
        #expect(try town.actions(town.tenant).filter(acts.contains) == acts)
        #expect(try !town.actions(town.other).contains(where: acts.contains))
        #expect(try town.tenant.audit.accessHistory(of: town.anna).first?.facts.action == .breachTold)
        #expect(try town.tenant.audit.verify().faults == [])
    }

    @Test func `The register outlives the person, whom it does not name, and ends after its time`() async throws {
        let town = try Town()
        let breach = try town.open()
        try town.judge(breach, .unlikely)
        #expect(try town.tenant.erase(town.anna, by: town.clerk, now: town.now))
        let people = try town.tenant.access.read(in: town.tenant.id) { try $0.records(BreachPerson.self) }
        #expect(people.isEmpty)
        let kept = try town.tenant.breaches.breach(breach.id)
        #expect(kept.finding?.persons == 1 && kept.finding?.pointDays == 6)
        // Looked at again, what was read leads to nobody any more.
        let again = try town.tenant.breaches.look(again: breach.id, now: town.now)
        #expect(again.finding?.reads == 3 && again.finding?.readsOfNobody == 3 && again.finding?.persons == 0)
        let body = String(decoding: try JSONEncoder().encode(kept), as: UTF8.self)
        for name in ["anna", town.anna.text, Place.homes[0].text, "public page"] { #expect(!body.contains(name)) }

        _ = try town.tenant.breaches.close(breach.id, exemption: nil, by: town.clerk, now: town.now)
        let fiveYears = town.now.advanced(seconds: 1_827 * 86_400)
        _ = try town.tenant.applyRetention(now: fiveYears)
        #expect(try town.tenant.breaches.all().count == 1)
        _ = try town.tenant.applyRetention(now: fiveYears.advanced(seconds: 86_400))
        #expect(try town.tenant.breaches.all().isEmpty)
    }

    @Test func `A stolen account concerns its owner too; the whole log, everybody who was read`() throws {
        let town = try Town()
        let stolen = try town.open(.account(town.boris))
        #expect(stolen.finding?.persons == 1 && stolen.finding?.reads == 0 && stolen.id == "2026-1")
        let own = ReadRequest(
            by: .resident(town.boris), about: .point(Place.homes[1]), days: Neighbourhood.day...Neighbourhood.day,
            step: .day, purpose: "test", request: "r")
        _ = try town.tenant.decisions.grant(own, now: town.now)
        town.neighbourhood.wait(seconds: 1)
        let all = try town.open(.log)
        #expect(all.finding?.persons == 2 && all.finding?.reads == 4 && all.id == "2026-2")
        #expect(try town.open(.recipient(RecipientID("other"))).finding?.persons == 0)
        let before = try town.tenant.breaches.open(
            noticedAt: town.now, BreachFacts(what: "w"),
            BreachScope(.log, from: town.now.advanced(seconds: -90_000), until: town.now.advanced(seconds: -3_601)),
            by: town.clerk, now: town.now)
        #expect(before.finding?.reads == 0)
    }

    @Test func `After 72 hours it is late, and the authority is told the reasons`() throws {
        let town = try Town()
        let breach = try town.open()
        try town.judge(breach, .risk)
        let kept = try town.tenant.breaches.breach(breach.id)
        let end = kept.deadline
        #expect(!kept.isLate(at: end) && kept.isLate(at: end.advanced(seconds: 1)))
        #expect(try !town.tenant.breachReport(of: breach.id, .french, now: end).contains("motifs du retard"))
        #expect(
            try town.tenant.breachReport(of: breach.id, .french, now: end.advanced(seconds: 1)).contains(
                "motifs du retard"))
        #expect(throws: BreachFault.reportedOutside) {
            try town.tenant.breaches.report(
                breach.id, as: "x", at: town.now.advanced(seconds: 60), by: town.clerk, now: town.now)
        }
    }

    @Test func `Who cannot be written to is counted, and has to be told otherwise`() async throws {
        let town = try Town()
        await town.emptyOutboxes()
        // The network operator reads a point that nobody linked to an account.
        let odile = try town.neighbourhood.grid.person("odile", .operator)
        let read = ReadRequest(
            by: .operator(odile), about: .point(Place.homes[2]), days: Neighbourhood.day...Neighbourhood.day,
            step: .day, purpose: "test", request: "r")
        _ = try town.tenant.decisions.grant(read, now: town.now)
        town.neighbourhood.wait(seconds: 1)
        let breach = try town.open(.account(odile))
        #expect(breach.finding?.persons == 2 && breach.finding?.personsWithoutAccount == 1)
        try town.judge(breach)
        let letters = try town.tenant.breachLetters(of: breach.id)
        #expect(letters.untold == 1 && letters.unreachable == 1)
        _ = try town.tenant.breaches.report(breach.id, as: "n", at: town.now, by: town.clerk, now: town.now)
        #expect(try town.tenant.tellOfBreach(breach.id, confirmed: 1, by: town.clerk, now: town.now) == 1)
        #expect(throws: BreachFault.notTold(breach.id)) {
            try town.tenant.breaches.close(breach.id, exemption: nil, by: town.clerk, now: town.now)
        }
        let closed = try town.tenant.breaches.close(
            breach.id, exemption: "told by the newspaper of 2 November", by: town.clerk, now: town.now)
        #expect(try town.tenant.breaches.exemption(of: closed) == "told by the newspaper of 2 November")
        #expect(throws: BreachFault.closed(breach.id)) {
            try town.tenant.breaches.look(again: breach.id, now: town.now)
        }
    }
}
