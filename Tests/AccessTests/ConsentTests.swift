import Metering
import TestKit
import Testing

@testable import Access

@Suite("A consent")
struct ConsentTests {
    private let town = Town()

    /// The rows of the state machine that lead somewhere; every other pair is refused.
    private static let moves: [ConsentState: [ConsentEvent.Kind: ConsentState]] = [
        .drafted: [.sent: .sent, .terminated: .terminated, .expired: .expired, .movedOut: .movedOut],
        .sent: [
            .accepted: .accepted, .refused: .refused, .terminated: .terminated, .expired: .expired,
            .movedOut: .movedOut,
        ],
        .accepted: [
            .activated: .active, .unfulfillable: .unfulfillable, .revoked: .revoked, .terminated: .terminated,
            .expired: .expired, .movedOut: .movedOut,
        ],
        .active: [
            .suspended: .suspended, .unfulfillable: .unfulfillable, .revoked: .revoked, .terminated: .terminated,
            .expired: .expired, .movedOut: .movedOut,
        ],
        .suspended: [
            .resumed: .active, .unfulfillable: .unfulfillable, .revoked: .revoked, .terminated: .terminated,
            .expired: .expired, .movedOut: .movedOut,
        ],
    ]

    @Test("moves between its states by the table and in no other way", arguments: ConsentState.allCases)
    func table(state: ConsentState) {
        for event in ConsentEvent.Kind.allCases { #expect(state.next(event) == ConsentTests.moves[state]?[event]) }
        #expect(state.isFinal == (ConsentTests.moves[state] == nil))
    }

    @Test("is in force in the state active alone, whatever happened before", arguments: 0..<50)
    func random(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let now = town.start
        let terms = ConsentTerms(try town.need(), occupancy: .random())
        let choice = ConsentChoice(granularity: .daily, textHash: terms.textHash)
        var history = [ConsentEvent(.drafted, at: now, by: .machine, terms: terms)]
        for _ in 0..<30 {
            let kind = ConsentEvent.Kind.allCases.randomElement(using: &random) ?? .sent
            let before = try Consent(.random(), folding: history)
            let event = ConsentEvent(kind, at: now, by: .machine, choice: kind == .accepted ? choice : nil)
            let after = try? Consent(.random(), folding: history + [event])
            #expect((after == nil) == (before.state.next(kind) == nil))
            if let after {
                history.append(event)
                #expect(after.isInForce(at: now) == (after.state == .active))
                #expect(!before.state.isFinal)
            }
        }
    }

    @Test("begins with its draft, and cannot be folded from impossible events")
    func unfounded() throws {
        let sent = ConsentEvent(.sent, at: town.start, by: .machine)
        #expect(throws: ConsentFault.unfounded) { try Consent(.random(), folding: []) }
        #expect(throws: ConsentFault.unfounded) { try Consent(.random(), folding: [sent]) }
        let draft = ConsentEvent(
            .drafted, at: town.start, by: .machine, terms: ConsentTerms(try town.need(), occupancy: .random()))
        #expect(throws: ConsentFault.impossible(.sent, in: .sent)) {
            try Consent(.random(), folding: [draft, sent, sent])
        }
    }

    @Test("waits as accepted until the recipient has an agreement")
    func agreement() throws {
        let (anna, occupancy) = try town.customer("anna")
        let need = try town.need()
        let asked = try town.consents.ask(need.need, of: occupancy.occupancy, by: .machine, now: town.start)
        #expect(asked.state == .sent)
        let choice = ConsentChoice(granularity: .daily, textHash: need.text.hash)
        let accepted = try town.consents.accept(asked.consent, choice, by: anna, now: town.start)
        #expect(accepted.state == .accepted)
        #expect(!accepted.isInForce(at: town.start))
        // An agreement that begins later is found by the daily job, one that holds puts it into service at once.
        let later = town.start.advanced(seconds: 86_400)
        for (from, state) in [(later, ConsentState.accepted), (town.start, .active)] {
            let agreement = Agreement(recipient: town.recipient, from: from)
            try town.store.transaction(in: town.keys.tenant) {
                try town.consents.keep(agreement, $0, now: town.start)
            }
            #expect(try town.consents.consent(asked.consent)?.state == state)
        }
        #expect(try town.consents.consent(asked.consent)?.isInForce(at: town.start) == true)
    }

    @Test func `a consent that was accepted before its agreement is put into service by the daily job`() throws {
        let (anna, occupancy) = try town.customer("anna")
        let need = try town.need()
        let asked = try town.consents.ask(need.need, of: occupancy.occupancy, by: .machine, now: town.start)
        let choice = ConsentChoice(granularity: .daily, textHash: need.text.hash)
        _ = try town.consents.accept(asked.consent, choice, by: anna, now: town.start)
        #expect(try town.consents.settle(now: town.start) == 0)
        try town.agree()
        #expect(try town.consents.settle(now: town.start) == 1)
        #expect(try town.consents.consent(asked.consent)?.isInForce(at: town.start) == true)
    }

    @Test func `a need that was withdrawn asks nobody any more, and leaves what was agreed to`() throws {
        let (anna, occupancy) = try town.customer("anna")
        try town.agree()
        let need = try town.need()
        let given = try town.consents.ask(need.need, of: occupancy.occupancy, by: .machine, now: town.start)
        let choice = ConsentChoice(granularity: .daily, textHash: need.text.hash)
        _ = try town.consents.accept(given.consent, choice, by: anna, now: town.start)
        let waiting = try town.consents.ask(need.need, of: occupancy.occupancy, by: .machine, now: town.start)
        #expect(try town.consents.withdraw(need.need, by: .machine, now: town.start) == 1)
        #expect(try town.consents.withdraw(need.need, by: .machine, now: town.start) == nil)
        #expect(throws: ConsentFault.unknown) {
            try town.consents.ask(need.need, of: occupancy.occupancy, by: .machine, now: town.start)
        }
        #expect(throws: ConsentFault.self) {
            try town.consents.accept(waiting.consent, choice, by: anna, now: town.start)
        }
        #expect(try town.consents.consent(waiting.consent)?.state == .terminated)
        #expect(try town.consents.consent(given.consent)?.isInForce(at: town.start) == true)
    }

    @Test func `a request that nobody answers is over after three months`() throws {
        let (_, occupancy) = try town.customer("anna")
        let need = try town.need()
        let asked = try town.consents.ask(need.need, of: occupancy.occupancy, by: .machine, now: town.start)
        #expect(try town.consents.settle(now: day("2027-02-01").start.advanced(seconds: -1)) == 0)
        #expect(try town.consents.settle(now: day("2027-02-01").start) == 1)
        #expect(try town.consents.consent(asked.consent)?.state == .expired)
    }

    @Test func `a request keeps the words that it was sent with, whatever becomes of its need`() throws {
        let (_, occupancy) = try town.customer("anna")
        let need = try town.need()
        let asked = try town.consents.ask(need.need, of: occupancy.occupancy, by: .machine, now: town.start)
        let words = BilingualText(french: "Tout", english: "Everything")
        let changed = DataNeed(
            need: need.need, recipient: need.recipient, purpose: words, carriers: need.carriers,
            directions: need.directions, granularity: need.granularity, pastMonths: 36, durationMonths: 36,
            text: ConsentText(version: "2", body: words))
        try town.consents.publish(changed, now: town.start)
        let terms = try #require(try town.consents.consent(asked.consent)?.terms)
        #expect(terms.text == need.text.body && terms.purpose == need.purpose)
        #expect(terms.text.map { ConsentText(version: "1", body: $0).hash } == terms.textHash)
    }

    @Test("is accepted and withdrawn by its holder alone, and ended by its recipient alone")
    func authors() throws {
        let (anna, occupancy) = try town.customer("anna")
        let bela = try town.person("bela")
        let consent = try town.consent(of: anna, occupancy)
        #expect(throws: ConsentFault.notYours(.revoked)) {
            try town.consents.revoke(consent.consent, by: bela, now: town.start)
        }
        #expect(throws: ConsentFault.notYours(.revoked)) {
            try town.consents.add(.revoked, to: consent.consent, by: .machine, now: town.start)
        }
        #expect(throws: ConsentFault.notYours(.suspended)) {
            try town.consents.add(.suspended, to: consent.consent, by: .account(anna), now: town.start)
        }
        let stranger = OAuthClient(
            name: "s", recipient: RecipientID("other"), authentication: .none, scope: Scope([]),
            registeredAt: town.start)
        let own = OAuthClient(
            name: "o", recipient: town.recipient, authentication: .none, scope: Scope([]), registeredAt: town.start)
        try town.store.transaction(in: town.keys.tenant) { store in
            try store.insert(stranger)
            try store.insert(own)
        }
        #expect(throws: ConsentFault.notYours(.terminated)) {
            try town.consents.add(.terminated, to: consent.consent, by: .client(stranger.client), now: town.start)
        }
        let ended = try town.consents.add(.terminated, to: consent.consent, by: .client(own.client), now: town.start)
        #expect(ended.state == .terminated)
        #expect(throws: ConsentFault.impossible(.revoked, in: .terminated)) {
            try town.consents.revoke(consent.consent, by: anna, now: town.start)
        }
    }

    @Test("is to the text that was shown, and to something that was asked")
    func text() throws {
        let (anna, occupancy) = try town.customer("anna")
        let need = try town.need(granularity: .daily)
        let asked = try town.consents.ask(need.need, of: occupancy.occupancy, by: .machine, now: town.start).consent
        #expect(throws: ConsentFault.otherText) {
            try town.consents.accept(
                asked, ConsentChoice(granularity: .daily, textHash: "x"), by: anna, now: town.start)
        }
        #expect(throws: ConsentFault.nothingChosen) {
            try town.consents.accept(
                asked, ConsentChoice(granularity: .halfHourly, textHash: need.text.hash), by: anna, now: town.start)
        }
    }

    @Test("has daily and half-hourly data as two switches")
    func switches() throws {
        let (anna, occupancy) = try town.customer("anna")
        let days = day("2026-10-01")...day("2026-10-05")
        for (granularity, allowed) in [
            (Granularity.daily, [FigureStep.day, .month, .year]), (.halfHourly, [.halfHour, .hour]),
            ([.daily, .halfHourly], [.day, .month, .year, .halfHour, .hour]),
        ] {
            let consent = try town.consent(of: anna, occupancy, granularity: granularity)
            for step in FigureStep.allCases {
                let clipped = consent.clip(days, carrier: .electricity, direction: .extraction, step: step)
                #expect((clipped != nil) == allowed.contains(step))
            }
        }
    }

    @Test("reaches as far back and lasts as long as was asked, in civil months")
    func period() throws {
        let (anna, occupancy) = try town.customer("anna")
        let consent = try town.consent(of: anna, occupancy)
        let all = day("2020-01-01")...day("2030-01-01")
        #expect(
            consent.clip(all, carrier: .electricity, direction: .extraction, step: .day)
                == day("2025-11-01")...day("2027-10-31"))
        #expect(consent.isInForce(at: day("2027-11-01").start.advanced(seconds: -1)))
        #expect(!consent.isInForce(at: day("2027-11-01").start))
        #expect(!consent.isInForce(at: town.start.advanced(seconds: -1)))
        #expect(consent.clip(all, carrier: .gas, direction: .extraction, step: .day) == nil)
        #expect(consent.clip(all, carrier: .electricity, direction: .injection, step: .day) == nil)
        #expect(day("2024-08-31").advanced(months: 6) == day("2025-02-28"))
        #expect(day("2024-02-29").advanced(months: -12) == day("2023-02-28"))
    }

    @Test("ends by the daily job when time or a move has ended it")
    func closing() throws {
        let (anna, occupancy) = try town.customer("anna")
        let consent = try town.consent(of: anna, occupancy)
        #expect(try town.consents.settle(now: town.start) == 0)
        #expect(try town.consents.settle(now: day("2027-11-01").start) == 1)
        #expect(try town.consents.consent(consent.consent)?.state == .expired)
        let second = try town.consent(of: anna, occupancy)
        try town.occupancies.moveOut(occupancy.occupancy, on: day("2026-12-01"), by: .machine, now: town.start)
        #expect(try town.consents.consent(second.consent)?.state == .active)
        #expect(try town.consents.settle(now: day("2026-12-01").start) == 1)
        #expect(try town.consents.consent(second.consent)?.state == .movedOut)
    }

    @Test("proves the words that were agreed to")
    func hash() {
        let words = BilingualText(french: "a", english: "b")
        let same = ConsentText(version: "2", body: words)
        #expect(ConsentText(version: "1", body: words).hash == same.hash)
        #expect(ConsentText(version: "1", body: .init(french: "ab", english: "")).hash != same.hash)
        #expect(same.hash.utf8.count == 64)
    }
}

@Suite("The data path diagnosis")
struct ConsentDoctorTests {
    private let town = Town()

    private func states(_ facts: DataPathDiagnosis.Facts) -> [DataPathDiagnosis.State] {
        let findings = DataPathDiagnosis.examine(facts)
        #expect(findings.map(\.link) == DataPathDiagnosis.Link.allCases)
        for finding in findings {
            #expect(finding.state == .broken ? finding.mustAct != nil : true)
            #expect(finding.state == .works ? finding.mustAct == nil : true)
            #expect(!finding.text.french.isEmpty && !finding.text.english.isEmpty)
        }
        return findings.map(\.state)
    }

    @Test("finds nothing wrong where all is well, and the one link that is broken where it is not")
    func links() throws {
        let (anna, occupancy) = try town.customer("anna")
        let consent = try town.consent(of: anna, occupancy)
        let well = DataPathDiagnosis.Facts(
            now: town.start, collection: (true, town.start), finestStep: (.halfHour, town.start),
            occupancy: occupancy, consents: [consent],
            agreement: Agreement(recipient: town.recipient, from: town.start), lastDelivery: (true, town.start))
        #expect(states(well) == Array(repeating: .works, count: 6))
        let breaks: [(Int, (inout DataPathDiagnosis.Facts) -> Void)] = [
            (0, { $0.collection = (false, $0.now) }), (1, { $0.finestStep = (.day, $0.now) }),
            (2, { $0.occupancy?.until = day("2026-10-01") }), (3, { $0.consents = [] }), (4, { $0.agreement = nil }),
            (5, { $0.lastDelivery = (false, $0.now) }),
        ]
        for (broken, change) in breaks {
            var facts = well
            change(&facts)
            if broken == 3 { facts.collection = (true, facts.now) }
            #expect(states(facts).enumerated().filter { $0.element == .broken }.map(\.offset) == [broken])
        }
    }

    @Test("says of each state of a consent who must act")
    func consents() throws {
        let (anna, occupancy) = try town.customer("anna")
        let consent = try town.consent(of: anna, occupancy)
        for (kind, party) in [
            (ConsentEvent.Kind.suspended, DataPathDiagnosis.Party.operator), (.revoked, .customer),
            (.expired, .recipient),
            (.unfulfillable, .operator), (.terminated, .recipient), (.movedOut, .customer),
        ] {
            let changed = try Consent(
                consent.consent,
                folding: consent.history + [ConsentEvent(kind, at: town.start.advanced(seconds: 5), by: .machine)])
            let facts = DataPathDiagnosis.Facts(now: town.start, occupancy: occupancy, consents: [changed])
            let finding = DataPathDiagnosis.examine(facts)[3]
            #expect(finding.state == .broken && finding.mustAct == party)
            #expect(finding.since == town.start.advanced(seconds: 5))
        }
    }
}
