import Disclosure
import Metering
import Store
import StoreKit
import TestKit
import Testing

@Suite("A catalogue, of sets,")
struct SetConformance {
    private static let day = CivilDay(daysSinceEpoch: 20_000)

    private static func member(
        _ number: Int, from: Int = 0, until: Int? = nil, _ consent: Membership.Consent? = nil,
        _ carrier: Carrier = .electricity, _ direction: Direction = .extraction
    ) -> Membership {
        Membership(
            channel: Channel(
                point: PointID("\(99_000_000_000_000 + number)"), carrier: carrier, direction: direction),
            from: day.advanced(by: from), until: until.map { day.advanced(by: $0) }, consent: consent)
    }

    private static func set(_ id: String, _ step: FigureStep = .day) -> PointSet {
        PointSet(id: id, kind: "building", useCase: "2a", visibility: .restricted, figureStep: step)
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `takes the latest import that speaks of one as its definition, at each horizon`(
        candidate: StoresUnderTest
    ) throws {
        try candidate.with { stores in
            let (old, new) = (SetConformance.set("b"), SetConformance.set("b", .month))
            let first = try stores.keep { session in
                for number in 0..<5 { try session.keep(SetConformance.member(number), of: old) }
            }
            let second = try stores.keep { try $0.keep(SetConformance.member(9), of: SetConformance.set("a")) }
            let third = try stores.keep { try $0.keep(SetConformance.member(3), of: new) }
            let now = stores.ledger.known()
            #expect(try stores.catalogue.sets(now) == [SetConformance.set("a"), new])
            #expect(try stores.catalogue.sets(now.upTo(first)) == [old])
            #expect(try stores.catalogue.sets(Known(upTo: Revision(0))) == [])
            let (members, revision) = try stores.catalogue.members(of: "b", now)
            #expect(members.map(\.channels) == [[4]] && revision == third)
            let before = try stores.catalogue.members(of: "b", now.upTo(second))
            #expect(before.members.map(\.channels) == [[1, 2, 3, 4, 5]] && before.revision == first)
            let none = try stores.catalogue.members(of: "c", now)
            #expect(none.members.isEmpty && none.revision == Revision(0))
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `gives members by carrier and direction, with when they belong and what they agreed to`(
        candidate: StoresUnderTest
    ) throws {
        try candidate.with { stores in
            let set = SetConformance.set("s")
            try stores.keep { session in
                for number in [3, 1, 2] { try session.keep(SetConformance.member(number, .day), of: set) }
                try session.keep(SetConformance.member(1, from: 5, until: 9, .curve), of: set)
                // Of a stay that is listed twice, the later line counts.
                try session.keep(SetConformance.member(2, until: 4, .curve), of: set)
                try session.keep(SetConformance.member(1, .curve, .electricity, .injection), of: set)
                try session.keep(SetConformance.member(4, nil, .gas), of: set)
            }
            let members = try stores.catalogue.members(of: "s", stores.ledger.known()).members
            #expect(
                members.map { "\($0.carrier) \($0.direction)" } == [
                    "electricity extraction", "electricity injection", "gas extraction",
                ])
            let numbers = try [1, 2, 3].map {
                try #require(try stores.catalogue.number(of: SetConformance.member($0).channel))
            }
            let day = SetConformance.day
            #expect(members[0].runs.map(\.terms.consent) == [.curve, .day, .curve])
            #expect(members[0].present(throughout: day...day).numbers == numbers.sorted())
            #expect(members[0].present(throughout: day...day).consent == .day)
            #expect(
                members[0].present(throughout: day...day.advanced(by: 4)).numbers == [numbers[0], numbers[2]].sorted())
            #expect(members.map(\.hasConsents) == [true, true, false] && members[0].count == 4)
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `gives the members of several in their order, and those of which a member agreed to share data`(
        candidate: StoresUnderTest
    ) throws {
        try candidate.with { stores in
            let sets = ["x", "y", "z"].map { SetConformance.set($0) }
            try stores.keep { session in
                for (number, set) in sets.enumerated() {
                    try session.keep(SetConformance.member(number, number == 1 ? .day : nil), of: set)
                }
            }
            let before = stores.ledger.known()
            try stores.keep { try $0.keep(SetConformance.member(0, .curve), of: sets[0]) }
            var found: [String] = []
            try stores.catalogue.forEachMembers(of: sets.reversed(), stores.ledger.known()) { set, members, revision in
                found.append("\(set.id) \(members.flatMap(\.channels)) \(revision.number)")
            }
            #expect(found == ["z [3] 1", "y [2] 1", "x [1] 2"])
            #expect(try stores.catalogue.withConsents(sets, stores.ledger.known()).map(\.id) == ["x", "y"])
            #expect(try stores.catalogue.withConsents(sets, before).map(\.id) == ["y"])
            #expect(try stores.catalogue.withConsents([sets[2]], before) == [])
        }
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func `answers, kept in a directory, as kept in memory through a random history`(seed: UInt64) throws {
        try StoresUnderTest.embedded.with { stores in
            let model = MemoryStores()
            let both = Stores(
                measures: model.measures, catalogue: model.catalogue, ledger: model.ledger, releases: model.releases,
                documents: model.documents, keys: model.keys)
            var random = SeededGenerator(seed: seed)
            for _ in 0..<8 {
                var list: [(PointSet, Membership)] = []
                for _ in 0..<Int.random(in: 1...60, using: &random) { list.append(SetConformance.line(&random)) }
                let point = MeteringPoint(
                    id: list[0].1.channel.point, carrier: list[0].1.channel.carrier,
                    holder: ["x", "y", nil].randomElement(using: &random) ?? nil)
                let isKept = Int.random(in: 0..<4, using: &random) > 0
                for stores in [stores, both] {
                    let session = try stores.ledger.begin(name: "f", now: Instant(secondsSinceEpoch: 0))
                    for (set, membership) in list { try session.keep(membership, of: set) }
                    try session.keep(point)
                    _ = try session.seal()
                    if isKept {
                        try session.commit(sha256: "", flows: "", size: 0, summary: "{}")
                    } else {
                        try session.refuse(Diagnostic(.refused, Rule("r", "b"), ""), sha256: "")
                    }
                }
            }
            for number in 0...(stores.ledger.known().horizon.number) {
                let known = stores.ledger.known().upTo(Revision(number))
                let sets = try stores.catalogue.sets(known)
                #expect(try sets == both.catalogue.sets(known))
                for set in sets {
                    let found = try [stores, both].map { try $0.catalogue.members(of: set.id, known) }
                    #expect(found[0].members == found[1].members && found[0].revision == found[1].revision)
                }
                #expect(try stores.catalogue.points(known) == both.catalogue.points(known))
                #expect(
                    try stores.catalogue.withConsents(sets, known) == both.catalogue.withConsents(sets, known))
            }
            #expect(try stores.catalogue.highestNumber() == both.catalogue.highestNumber())
        }
    }

    private static func line(_ random: inout SeededGenerator) -> (PointSet, Membership) {
        let from = Int.random(in: 0..<4, using: &random)
        let until = Bool.random(using: &random) ? nil : from + Int.random(in: 1..<9, using: &random)
        let member = member(
            Int.random(in: 0..<50, using: &random), from: from, until: until,
            [nil, .day, .curve].randomElement(using: &random) ?? nil,
            Carrier.allCases.randomElement(using: &random) ?? .gas,
            Direction.allCases.randomElement(using: &random) ?? .extraction)
        return (set(["p", "q", "r"].randomElement(using: &random) ?? "p"), member)
    }
}
