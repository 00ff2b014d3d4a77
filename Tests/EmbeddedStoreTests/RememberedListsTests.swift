import Disclosure
import GRDB
import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

@Suite("Lists that were read before")
struct RememberedListsTests {
    private let folder: TemporaryFolder
    private let data: DataDirectory

    init() throws {
        folder = try TemporaryFolder()
        data = try DataDirectory(folder.url)
    }

    private func keep(_ work: (ImportSession) throws -> Void) throws {
        let session = try data.ledger.begin(name: "f", now: Instant(secondsSinceEpoch: 1))
        try work(session)
        _ = try session.seal()
        try session.commit(sha256: "\(session.revision.number)", flows: "", size: 0, summary: "{}")
    }

    private func name(_ number: Int) -> PointID {
        PointID(number % 5 == 0 ? "house-\(number)" : String(99_000_000_000_000 + number * 7))
    }

    private func keepList(_ random: inout SeededGenerator) throws {
        try keep { session in
            for _ in 0..<40 {
                let number = Int.random(in: 0..<60, using: &random)
                let holder = ["x", "y", "z", nil].randomElement(using: &random) ?? nil
                let point = MeteringPoint(
                    id: name(number), subscribedPower: .watts(Int32.random(in: 1...9, using: &random)), holder: holder)
                try session.keep(point)
                guard Bool.random(using: &random) else { continue }
                let reading = RegisterReading(
                    channel: Channel(point: name(Int.random(in: 0..<60, using: &random))), register: .dailyEnergy,
                    at: Instant(secondsSinceEpoch: 0), value: Int64(number), line: 1)
                try session.keep(reading)
            }
        }
    }

    @Test("never take the number of an import in hand for a channel: it may come to stand for another")
    func numbersInHand() throws {
        try keep { session in
            for number in 0..<2 { try session.keep(MeteringPoint(id: name(number), holder: "landlord")) }
        }
        let curve = DayCurve(step: .hour, unit: .watt, values: Array(repeating: 5, count: 24))
        func day(_ point: String) -> PointDay {
            PointDay(channel: Channel(point: PointID(point)), day: CivilDay(daysSinceEpoch: 20_757), curve: curve)
        }
        let refused = try data.ledger.begin(name: "refused", now: Instant(secondsSinceEpoch: 9))
        for number in 0..<5 { try refused.keep(day("in hand \(number)")) }
        _ = try data.catalogue.holders(data.ledger.known())
        try refused.abandon()
        try keep { session in
            for number in 0..<2 { try session.keep(day(name(number).text)) }
        }
        let holders = try data.catalogue.holders(data.ledger.known())
        let numbers = try (0..<2).map { try #require(try data.catalogue.number(of: Channel(point: name($0)))) }
        #expect(holders[numbers[0]] == holders[numbers[1]] && holders[numbers[0]] != .itself)
    }

    @Test("give facts and holders as if all lists were read again, at any horizon", arguments: 0..<6 as Range<UInt64>)
    func sameAnswers(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for list in 1...8 {
            try keepList(&random)
            if Bool.random(using: &random) { continue }
            let now = data.ledger.known()
            let known =
                Bool.random(using: &random)
                ? now : now.upTo(Revision(Int64.random(in: 0...Int64(list), using: &random)))
            let fresh = EmbeddedCatalogue(data.pool, channels: data.catalogue.channels, lock: data.lock)
            var (facts, again) = (try data.catalogue.facts(known), try fresh.facts(known))
            let holders = try data.catalogue.holders(known)
            let anew = try fresh.holders(known)
            for number in 0..<60 {
                let found = (facts.connection(of: name(number)), again.connection(of: name(number)))
                #expect(found.0 == found.1)
            }
            for number in 0...(try data.catalogue.highestNumber() + 2) { #expect(holders[number] == anew[number]) }
            for holder in ["x", "y", "z"] {
                let points = [holders.requester(holder), anew.requester(holder)].map(\.controlledPoints)
                #expect(points[0] == points[1])
            }
        }
    }

    @Test(
        "know the latest holder of each point by the plain rule, and write only what is new",
        arguments: 0..<4 as Range<UInt64>)
    func holders(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var expected: [PointID: String] = [:]
        for _ in 0..<6 {
            try keep { session in
                for _ in 0..<30 {
                    let point = name(Int.random(in: 0..<20, using: &random))
                    let holder = ["x", "y", nil].randomElement(using: &random) ?? nil
                    if let holder { expected[point] = holder }
                    try session.keep(MeteringPoint(id: point, holder: holder))
                }
            }
            let known = try data.pool.read { try PointHolders.keys(upTo: Revision(99), $0) }
            #expect(Dictionary(uniqueKeysWithValues: known.map { ($0.point, $0.holder) }) == expected)
        }
        func rows() throws -> Int {
            try data.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM point_holder") ?? 0 }
        }
        let before = try rows()
        try keep { session in
            for (point, holder) in expected { try session.keep(MeteringPoint(id: point, holder: holder)) }
        }
        #expect(try rows() == before)
    }

    @Test("take a holder's channels in when they come after the list")
    func laterChannels() throws {
        try keep { session in
            for number in 1...2 { try session.keep(MeteringPoint(id: name(number), holder: "x")) }
        }
        #expect(try data.catalogue.holders(data.ledger.known())[1] == .itself)
        try keep { session in
            for number in [1, 3] {
                try session.keep(
                    RegisterReading(
                        channel: Channel(point: name(number)), register: .dailyEnergy,
                        at: Instant(secondsSinceEpoch: 0), value: 1, line: 1))
            }
        }
        let holders = try data.catalogue.holders(data.ledger.known())
        #expect(holders[1] == Holder(number: 1) && holders[2] == .itself)
    }
}

@Suite("Members from many pages")
struct JoinedMembersTests {
    @Test("are those of the last page that speaks of each stay", arguments: 0..<40 as Range<UInt64>)
    func joined(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let isPlain = Bool.random(using: &random)
        var (pages, expected, next): ([SetMembers], [SetMembers.Stay: SetMembers.Terms], UInt32) = ([], [:], 0)
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            var stays: [SetMembers.Stay: SetMembers.Terms] = [:]
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                next += 1
                let from = CivilDay(daysSinceEpoch: isPlain ? 1 : Int32.random(in: 1...2, using: &random))
                let number = isPlain ? next : UInt32.random(in: 1...12, using: &random)
                let consent = isPlain || Bool.random(using: &random) ? nil : Membership.Consent.day
                stays[SetMembers.Stay(number: number, from: from)] = SetMembers.Terms(
                    from: from, until: nil, consent: consent)
            }
            expected.merge(stays) { $1 }
            pages.append(SetMembers(carrier: .electricity, direction: .extraction, stays: stays))
        }
        let whole = SetMembers(carrier: .electricity, direction: .extraction, stays: expected)
        #expect(SetMembers(joining: pages) == whole)
        #expect(SetMembers(joining: []) == nil)
    }
}

@Suite("Chunks of a month")
struct MonthChunkTests {
    private let days = CivilDay(daysSinceEpoch: 20_757)...CivilDay(daysSinceEpoch: 20_787)

    private func place(_ channels: ClosedRange<UInt32>, revision: Int64, isMonth: Bool) -> BlockPlace {
        BlockPlace(
            revision: Revision(revision), segment: 1, offset: Int64.random(in: 0...Int64.max), length: 1,
            channels: channels, days: days, headLength: isMonth ? 1 : 0)
    }

    @Test(
        "hold every block that their channels overlap, in its order, and leave no new block out",
        arguments: 0..<60 as Range<UInt64>)
    func chunks(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var (places, next): ([BlockPlace], UInt32) = ([], 1)
        while next < 400 {
            let last = next + UInt32.random(in: 0...60, using: &random)
            if Bool.random(using: &random) { places.append(place(next...last, revision: 5, isMonth: true)) }
            next = last + 1
        }
        for _ in 0..<Int.random(in: 0...40, using: &random) {
            let first = UInt32.random(in: 1...400, using: &random)
            let last = first + UInt32.random(in: 0...(Bool.random(using: &random) ? 3 : 200), using: &random)
            places.append(place(first...last, revision: Int64.random(in: 1...9, using: &random), isMonth: false))
        }
        places.shuffle(using: &random)
        let fresh = places.filter { !$0.isMonth }
        let chunks = MonthChunk.chunks(of: places, in: days, channelsInBlock: 16)
        for chunk in chunks {
            let overlapping = fresh.filter { $0.channels.overlaps(chunk.range) }
            #expect(chunk.places.filter { !$0.isMonth }.map(\.key) == overlapping.map(\.key))
        }
        #expect(zip(chunks, chunks.dropFirst()).allSatisfy { $0.range.upperBound < $1.range.lowerBound })
        for place in fresh where place.revision > Revision(5) {
            #expect(place.channels.allSatisfy { channel in chunks.contains { $0.range.contains(channel) } })
        }
    }
}

@Suite("Totals of a damaged store")
struct DamagedTotalsTests {
    @Test("name the block whose import has a number that no import has", arguments: [-1, 0, 1 << 29, .max] as [Int64])
    func revisions(number: Int64) throws {
        let folder = try TemporaryFolder()
        let data = try DataDirectory(folder.url)
        let day = CivilDay(daysSinceEpoch: 20_757)
        let session = try data.ledger.begin(name: "f", now: day.start)
        let curve = DayCurve(
            step: .minutes30, unit: .watt, values: Array(repeating: 5, count: Step.minutes30.count(in: day)))
        try session.keep(PointDay(channel: Channel(point: PointID("p")), day: day, curve: curve))
        _ = try session.seal()
        try session.commit(sha256: "1", flows: "", size: 0, summary: "{}")
        #expect(try data.measures.totals(of: .all, in: day...day, data.ledger.known())[0][1]?.total == 120)
        let place = try #require(data.measures.curves.allPlaces.first)
        let crafted = BlockPlace(
            revision: Revision(number), segment: place.segment, offset: place.offset, length: place.length,
            channels: place.channels, days: place.days, headLength: place.headLength)
        data.measures.curves.replace([place], with: [crafted])
        #expect(throws: StoreError.self) {
            try data.measures.totals(of: .all, in: day...day, Known(upTo: Revision(.max)))
        }
    }
}
