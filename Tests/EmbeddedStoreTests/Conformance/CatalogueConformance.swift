import Disclosure
import Metering
import Store
import TestKit
import Testing

/// What every catalogue has to do, whatever keeps it.
@Suite("A catalogue")
struct CatalogueConformance {
    private static let day = CivilDay(daysSinceEpoch: 20_000)

    private static func channel(
        _ number: Int, _ carrier: Carrier = .electricity, _ direction: Direction = .extraction
    ) -> Channel {
        Channel(point: PointID("\(99_000_000_000_000 + number)"), carrier: carrier, direction: direction)
    }

    private static func pointDay(_ channel: Channel) -> PointDay {
        PointDay(channel: channel, day: day, curve: DayCurve(missing: day, step: .hour, unit: .watt))
    }

    // MARK: numbers

    @Test(arguments: StoresUnderTest.allCases)
    func `numbers channels 1, 2, 3 as they come, and gives each its number for ever`(candidate: StoresUnderTest) throws
    {
        try candidate.with { stores in
            #expect(try stores.catalogue.highestNumber() == 0)
            let named = Channel(point: PointID("house"), carrier: .water)
            let channels = [CatalogueConformance.channel(7), CatalogueConformance.channel(3), named]
            try stores.keep { session in
                for channel in channels { try session.keep(CatalogueConformance.pointDay(channel)) }
            }
            try stores.keep { session in
                for channel in channels.reversed() { try session.keep(CatalogueConformance.pointDay(channel)) }
            }
            #expect(try channels.map { try stores.catalogue.number(of: $0) } == [1, 2, 3])
            #expect(try (0...4).map { try stores.catalogue.channel($0) } == [nil] + channels.map(Optional.some) + [nil])
            #expect(
                try (1...4).map { try stores.catalogue.key($0)?.channel } == channels.prefix(2).map(Optional.some) + [
                    nil, nil,
                ])
            #expect(try stores.catalogue.number(of: CatalogueConformance.channel(9)) == nil)
            #expect(try stores.catalogue.highestNumber() == 3)
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `gives no other channel the number of one whose import was refused or taken back`(
        candidate: StoresUnderTest
    ) throws {
        try candidate.with { stores in
            var numbers: [UInt32?] = []
            for place in 0..<3 {
                let channel = CatalogueConformance.channel(place)
                let session = try stores.ledger.begin(name: "f", now: Instant(secondsSinceEpoch: 0))
                try session.keep(CatalogueConformance.pointDay(channel))
                _ = try session.seal()
                if place == 0 { try session.abandon() }
                if place == 1 { try session.refuse(Diagnostic(.refused, Rule("r", "b"), ""), sha256: "") }
                if place == 2 { try session.commit(sha256: "", flows: "", size: 0, summary: "{}") }
                numbers.append(try stores.catalogue.number(of: channel))
            }
            #expect(numbers == [1, 2, 3])
            try stores.keep { try $0.keep(CatalogueConformance.pointDay(CatalogueConformance.channel(0))) }
            #expect(try (0..<3).map { try stores.catalogue.number(of: CatalogueConformance.channel($0)) } == [1, 2, 3])
        }
    }

    // MARK: points

    @Test(arguments: StoresUnderTest.allCases)
    func `knows the latest statement of each point at each horizon, and its holder where a later list names none`(
        candidate: StoresUnderTest
    ) throws {
        try candidate.with { stores in
            let ids = [PointID("99000000000002"), PointID("99000000000001"), PointID("house")]
            try stores.keep { session in
                for id in ids { try session.keep(MeteringPoint(id: id, carrier: .gas, commune: "2A004", holder: "x")) }
                try session.keep(MeteringPoint(id: ids[0], segment: "C5", subscribedPower: .watts(6_000), holder: "y"))
            }
            let later = MeteringPoint(
                id: ids[0], directions: [.extraction, .injection, .production], segment: "C4",
                connectionPower: .watts(36_000), inServiceSince: CatalogueConformance.day,
                terminatedOn: CatalogueConformance.day.advanced(by: 9))
            try stores.keep { try $0.keep(later) }
            let now = stores.ledger.known()
            var expected = later
            expected.holder = "y"
            #expect(try stores.catalogue.point(ids[0], now) == expected)
            let before = now.upTo(Revision(now.horizon.number - 1))
            #expect(try stores.catalogue.point(ids[0], before)?.segment == "C5")
            #expect(try stores.catalogue.point(ids[0], Known(upTo: Revision(0))) == nil)
            #expect(try stores.catalogue.point(PointID("nobody"), now) == nil)
            let points = try stores.catalogue.points(now)
            #expect(points.map(\.id) == ids.sorted() && points.contains(expected))
            #expect(try stores.catalogue.points(before).map(\.segment) == [nil, "C5", nil])
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `tells of each connection what its point says, at any horizon, also an earlier one than it was asked for last`(
        candidate: StoresUnderTest
    ) throws {
        try candidate.with { stores in
            for power in [6_000, 9_000, 12_000] as [Int32] {
                try stores.keep { session in
                    for id in ["99000000000001", "house"] {
                        try session.keep(MeteringPoint(id: PointID(id), subscribedPower: .watts(power)))
                    }
                }
            }
            let now = stores.ledger.known()
            for known in [now, now.upTo(Revision(1)), now.upTo(Revision(2)), now] {
                var facts = try stores.catalogue.facts(known)
                for point in try stores.catalogue.points(known) {
                    #expect(facts.connection(of: point.id) == Connection(point))
                }
                #expect(facts.connection(of: PointID("nobody")) == nil)
            }
            #expect(try stores.catalogue.facts(Known(upTo: Revision(0))).isEmpty)
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `knows a PRM and a PCE of the same digits as two points`(candidate: StoresUnderTest) throws {
        try candidate.with { stores in
            let points = [Carrier.electricity, .gas, .water].map { carrier in
                MeteringPoint(
                    id: PointID("99000000000001", of: carrier), carrier: carrier,
                    subscribedPower: .watts(1_000 + Int32(carrier.code)), holder: carrier == .water ? "boris" : "anna")
            }
            let channels = points.map { Channel(point: $0.id, carrier: $0.carrier) }
            try stores.keep { session in
                for point in points { try session.keep(point) }
                for channel in channels { try session.keep(CatalogueConformance.pointDay(channel)) }
            }
            let (catalogue, known) = (stores.catalogue, stores.ledger.known())
            #expect(try channels.map { try catalogue.number(of: $0) } == [1, 2, 3])
            #expect(try points.map { try catalogue.point($0.id, known) } == points)
            #expect(try Set(catalogue.points(known)) == Set(points))
            let holders = try catalogue.holders(known)
            #expect(holders[1] == holders[2] && holders[1] != .itself && holders[3] == .itself)
            var facts = try catalogue.facts(known)
            for point in points { #expect(facts.connection(of: point.id) == Connection(point)) }
            for (channel, point) in zip(channels, points) {
                #expect(try facts.connection(of: #require(ChannelKey(channel))) == Connection(point))
            }
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `knows the parent and the use of each sub-meter until a later list says another or takes it back`(
        candidate: StoresUnderTest
    ) throws {
        try candidate.with { stores in
            func point(_ id: String, under parent: String?, _ use: SubMeter.Use = .other) -> MeteringPoint {
                MeteringPoint(id: PointID(id), subMeter: parent.map { SubMeter(of: PointID($0), use: use) })
            }
            let tower = point("99000000000001", under: nil)
            let riser = point("riser", under: tower.id.text, .other)
            let lift = point("99000000000002", under: "riser", .lift)
            try stores.keep { session in for point in [lift, tower, riser] { try session.keep(point) } }
            let first = stores.ledger.known()
            try stores.keep { try $0.keep(point("riser", under: nil)) }
            let silent = stores.ledger.known()
            try stores.keep { try $0.keep(point("riser", under: "riser")) }
            let (catalogue, last) = (stores.catalogue, stores.ledger.known())
            for (known, riserNow, upstream) in [
                (first, riser, [riser.id, tower.id]), (last, point("riser", under: nil), [riser.id]),
                (silent, riser, [riser.id, tower.id]), (first, riser, [riser.id, tower.id]),
            ] {
                #expect(try catalogue.point(lift.id, known) == lift)
                #expect(try catalogue.point(riser.id, known) == riserNow)
                #expect(try catalogue.points(known).first { $0.id == riser.id } == riserNow)
                let subMeters = try catalogue.subMeters(known)
                #expect(subMeters.upstream(of: lift.id) == upstream && subMeters.upstream(of: tower.id) == [])
            }
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `counts the sub-meters of a point with it, and those of a circle once`(candidate: StoresUnderTest) throws {
        try candidate.with { stores in
            let parents = ["a": "site", "b": "a", "c": "d", "d": "e", "e": "c", "f": "c"]
            try stores.keep { session in
                for (id, parent) in parents {
                    try session.keep(MeteringPoint(id: PointID(id), subMeter: SubMeter(of: PointID(parent))))
                }
                try session.keep(MeteringPoint(id: PointID("site"), holder: "landlord"))
                try session.keep(MeteringPoint(id: PointID("shop"), holder: "landlord"))
                for id in ["site", "a", "b", "shop", "c", "d", "e", "f", "home"] {
                    try session.keep(CatalogueConformance.pointDay(Channel(point: PointID(id))))
                }
            }
            let (catalogue, known) = (stores.catalogue, stores.ledger.known())
            let holders = try catalogue.holders(known)
            #expect(Set((1...4).map { holders[$0] }).count == 1 && Set((5...8).map { holders[$0] }).count == 1)
            #expect(holders[1] != holders[5] && holders[5] != .itself && holders[9] == .itself)
            let subMeters = try catalogue.subMeters(known)
            #expect(subMeters.upstream(of: PointID("c")) == [])
            #expect(subMeters.upstream(of: PointID("d")).contains(PointID("c")))
            #expect(subMeters.root(of: PointID("b")) == PointID("site"))
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `knows each point's class of secrecy until a later list says another or takes it back`(
        candidate: StoresUnderTest
    ) throws {
        try candidate.with { stores in
            func point(_ id: String, _ secrecy: SecrecyClass?) -> MeteringPoint {
                MeteringPoint(id: PointID(id), secrecy: secrecy)
            }
            let (barracks, works) = (point("99000000000001", .nationalSecurity), point("works", .commercial))
            try stores.keep { session in for point in [works, barracks] { try session.keep(point) } }
            let first = stores.ledger.known()
            try stores.keep { try $0.keep(point("works", nil)) }
            let silent = stores.ledger.known()
            let session = try stores.ledger.begin(name: "f", now: Instant(secondsSinceEpoch: 0))
            try session.keep(point(barracks.id.text, SecrecyClass.open))
            _ = try session.seal()
            try session.refuse(Diagnostic(.refused, Rule("r", "b"), ""), sha256: "")
            try stores.keep { try $0.keep(point("works", SecrecyClass.open)) }
            for (known, worksNow) in [
                (first, works), (silent, works), (stores.ledger.known(), point("works", nil)), (first, works),
            ] {
                let catalogue = stores.catalogue
                #expect(try catalogue.point(works.id, known) == worksNow)
                #expect(try Set(catalogue.points(known)) == [barracks, worksNow])
                let secret = try catalogue.secretPoints(known)
                #expect(secret[barracks.id] == .nationalSecurity && secret[works.id] == worksNow.secrecy)
            }
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `knows who holds several points, by the numbers of their channels`(candidate: StoresUnderTest) throws {
        try candidate.with { stores in
            let holders = ["x", "x", "y", nil, "z"]
            try stores.keep { session in
                for (number, holder) in holders.enumerated() {
                    try session.keep(MeteringPoint(id: CatalogueConformance.channel(number).point, holder: holder))
                    try session.keep(CatalogueConformance.pointDay(CatalogueConformance.channel(number)))
                }
            }
            let before = stores.ledger.known()
            try stores.keep { session in
                try session.keep(MeteringPoint(id: CatalogueConformance.channel(3).point, holder: "z"))
                // A further channel of a point that is held.
                try session.keep(
                    CatalogueConformance.pointDay(CatalogueConformance.channel(0, .electricity, .injection)))
            }
            let now = try stores.catalogue.holders(stores.ledger.known())
            #expect(now[1] == now[2] && now[1] != .itself && now[6] == now[1])
            #expect(now[3] == .itself && now[4] == now[5] && now[4] != now[1])
            #expect(now.requester("z").controlledPoints == Set([3, 4].map { CatalogueConformance.channel($0).point }))
            let then = try stores.catalogue.holders(before)
            #expect(then[4] == .itself && then[5] == .itself && then[1] == then[2])
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `gives the names of usage points that kept files call a named point`(candidate: StoresUnderTest) throws {
        try candidate.with { stores in
            let names = try ["a", "b", "c"].map { try #require(UsagePointName(id: $0, place: "UsagePoint/1")) }
            let point = PointID("house")
            try stores.keep { try $0.keep(names[0], namedAs: point) }
            try stores.keep { try $0.keep(names[1], namedAs: point) }
            let session = try stores.ledger.begin(name: "f", now: Instant(secondsSinceEpoch: 0))
            try session.keep(names[2], namedAs: point)
            _ = try session.seal()
            #expect(try Set(stores.catalogue.usagePoints(namedAs: point)) == Set(names.prefix(2)))
            try session.refuse(Diagnostic(.refused, Rule("r", "b"), ""), sha256: "")
            #expect(try Set(stores.catalogue.usagePoints(namedAs: point)) == Set(names.prefix(2)))
            #expect(try stores.catalogue.usagePoints(namedAs: PointID("other")) == [])
        }
    }
}
