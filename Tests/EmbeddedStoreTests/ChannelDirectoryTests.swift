import Foundation
import GRDB
import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

@Suite("Channel numbers")
struct ChannelDirectoryTests {
    private let folder: TemporaryFolder
    private let data: DataDirectory

    init() throws {
        folder = try TemporaryFolder()
        data = try DataDirectory(folder.url)
    }

    private func channels(seed: UInt64, count: Int) -> [Channel] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { number in
            let digits = String(Int.random(in: 10_000_000_000_000...99_999_999_999_999, using: &random))
            let text = number % 9 == 0 ? "house-\(number)" : number % 11 == 0 ? "0" + digits.dropFirst() : digits
            let carrier = Carrier.allCases.randomElement(using: &random) ?? .gas
            // Some as files write them, most with their issuer.
            let point = number % 5 == 0 ? PointID(text) : PointID(text, of: carrier)
            return Channel(
                point: point, carrier: carrier,
                direction: number % 4 == 0 ? .injection : number % 7 == 0 ? .production : .extraction)
        }
    }

    @Test("stay the same whatever the order of asking, and after the directory is read again", arguments: 0..<4)
    func stable(seed: UInt64) throws {
        let channels = channels(seed: seed, count: 3_000)
        let numbers = try channels.map { try data.catalogue.channels.assign($0) }
        #expect(numbers == (1...3_000).map { UInt32($0) })
        try data.pool.write { try data.catalogue.channels.saveNew($0) }
        let again = ChannelDirectory(data.pool)
        #expect(try again.channel(1_234) == channels[1_233] && again.channel(3_001) == nil && again.channel(0) == nil)
        #expect(try again.highestNumber() == 3_000)
        for number in numbers.shuffled() {
            #expect(try again.number(of: channels[Int(number) - 1]) == number)
        }
        #expect(try again.number(of: Channel(point: PointID("01234567890123"), carrier: .cold)) == nil)
        var assigned: [UInt32] = []
        let keys = channels.compactMap { ChannelKey($0) }
        try again.assign(keys[...], to: &assigned)
        #expect(try assigned.map { try again.channel($0) } == keys.map(\.channel))
    }

    @Test("keep production apart from the other directions of a point, with and without fourteen digits")
    func production() throws {
        for point in [PointID("01234567890123"), PointID("house-1")] {
            let folder = try TemporaryFolder()
            let data = try DataDirectory(folder.url)
            let channels = Carrier.allCases.flatMap { carrier in
                Direction.allCases.map {
                    Channel(point: PointID(point.text, of: carrier), carrier: carrier, direction: $0)
                }
            }
            let numbers = try channels.map { try data.catalogue.channels.assign($0) }
            #expect(numbers == (1...15).map { UInt32($0) })
            try data.pool.write { try data.catalogue.channels.saveNew($0) }
            let again = ChannelDirectory(data.pool)
            #expect(try numbers.map { try again.channel($0) } == channels)
            let first = try data.pool.read { try Data.fetchOne($0, sql: "SELECT channels FROM channel_page") }?.first
            // A program that does not know production reads a first byte over 9 as that of a carrier it does not know.
            let hasDigits = point.isPRM
            #expect(first == (hasDigits ? 254 : 0))
        }
    }

    @Test("have pages without production that are the bytes they always were")
    func frozenPage() throws {
        for point in ["01234567890123", "01234567890124"] {
            for direction in [Direction.extraction, .injection] {
                _ = try data.catalogue.channels.assign(Channel(point: PointID(point), direction: direction))
            }
        }
        try data.pool.write { try data.catalogue.channels.saveNew($0) }
        let page = try data.pool.read { try Data.fetchOne($0, sql: "SELECT channels FROM channel_page") }
        #expect(page.map { [UInt8]($0) } == [255, 224, 178, 130, 251, 227, 253, 8, 2, 30, 2])
    }

    @Test("have keys that give the channel back, and sort as identifiers of one carrier do")
    func keys() {
        for channel in channels(seed: 7, count: 200) {
            #expect(ChannelKey(channel)?.channel ?? channel == channel)
        }
        let channels = channels(seed: 8, count: 600).filter { $0.carrier == .gas && ChannelKey($0) != nil }
        let sorted = channels.sorted { $0.point < $1.point }.map(\.point)
        #expect(channels.compactMap { ChannelKey($0) }.sorted().map(\.point) == sorted)
        #expect(ChannelKey(Channel(point: PointID("1234567890123"))) == nil)
        #expect(ChannelKey(Channel(point: PointID("1234567890123x"))) == nil)
    }
}

@Suite("Pages of members")
struct SetPageTests {
    private let folder: TemporaryFolder
    private let data: DataDirectory
    private let now = Instant(secondsSinceEpoch: 1_800_000_000)
    private let day = CivilDay(daysSinceEpoch: 20_000)

    init() throws {
        folder = try TemporaryFolder()
        data = try DataDirectory(folder.url)
    }

    private func membership(_ point: String, from: Int, until: Int? = nil, _ consent: Membership.Consent? = nil)
        -> Membership
    {
        Membership(
            channel: Channel(point: PointID(point)), from: day.advanced(by: from),
            until: until.map { day.advanced(by: $0) }, consent: consent)
    }

    private func keep(_ memberships: [Membership]) throws -> SetMembers {
        let session = try data.ledger.begin(name: "f", now: now)
        let set = PointSet(id: "s", kind: "building", useCase: "2a", visibility: .restricted)
        for membership in memberships { try session.keep(membership, of: set) }
        _ = try session.seal()
        try session.commit(sha256: "\(memberships.hashValue)", flows: "", size: 0, summary: "{}")
        let members = try data.catalogue.members(of: "s", data.ledger.known()).members
        return try #require(members.first)
    }

    private func present(_ members: SetMembers, _ days: ClosedRange<Int>) throws -> [String?] {
        try members.present(throughout: day.advanced(by: days.lowerBound)...day.advanced(by: days.upperBound)).numbers
            .map { try data.catalogue.channels.channel($0)?.point.text }
    }

    @Test("keep who is there from when until when, and what all agreed to")
    func stays() throws {
        let members = try keep([
            membership("b", from: 0, .curve), membership("a", from: -10, until: 5, .day), membership("c", from: 3),
            membership("b", from: -20, until: 0), membership("a", from: -10, until: 6, .day),
        ])
        #expect(members.count == 4)
        #expect(try Set(present(members, 0...0)) == ["a", "b"])
        #expect(try present(members, 0...5).count == 2)
        #expect(try present(members, 6...6).count == 2)
        #expect(try present(members, -1...0) == ["a"])
        #expect(members.present(throughout: day...day).consent == .day)
        #expect(members.present(throughout: day.advanced(by: 4)...day.advanced(by: 4)).consent == nil)
    }

    @Test("are put together where a list is longer than a batch, the later line first")
    func severalPages() throws {
        let many = (0..<25_000).map { membership("99\(String(1_000_000_000_000 + $0).dropFirst())", from: 0) }
        let members = try keep(many + [membership(many[3].channel.point.text, from: 0, until: 1)])
        #expect(members.count == 25_000)
        #expect(members.present(throughout: day...day).numbers.count == 25_000)
        #expect(members.present(throughout: day.advanced(by: 1)...day.advanced(by: 1)).numbers.count == 24_999)
    }

    @Test("that were damaged are named by verify")
    func damage() throws {
        _ = try keep([membership("a", from: 0), membership("b", from: 0)])
        #expect(try data.verify().faults.isEmpty)
        try data.pool.write { db in
            try db.execute(sql: "UPDATE set_page SET members = x'0001017f'")
        }
        #expect(try data.verify().faults.contains { $0.contains("members of s") })
        #expect(throws: StoreError.self) { try data.catalogue.members(of: "s", data.ledger.known()) }
    }

    @Test("are made of the rows that stores of before had")
    func migration() throws {
        let channel = Channel(point: PointID("99000000000001"))
        let known = try data.catalogue.channels.assign(channel)
        let rows = """
            INSERT INTO import (name, sha256, state, received_at) VALUES ('f', 'x', 'kept', 1);
            INSERT INTO point_set VALUES ('old', 1, 'building', '2a', 'restricted', 'P1D');
            CREATE TABLE membership (set_id, import_id, point, carrier, direction, from_day, until_day, consent);
            INSERT INTO membership VALUES
            ('old', 1, '99000000000001', 'electricity', 'extraction', 20000, NULL, 'day'),
            ('old', 1, 'new-point', 'electricity', 'extraction', 20000, 20001, NULL);
            """
        try data.pool.write { db in
            try data.catalogue.channels.saveNew(db)
            try db.execute(sql: rows)
            try SetPage.packRows(db)
        }
        try data.measures.recover(kept: [])
        let members = try #require(try data.catalogue.members(of: "old", Known(upTo: Revision(1))).members.first)
        // Migrations run before anybody reads the channels.
        let channels = ChannelDirectory(data.pool)
        let names = try members.present(throughout: day...day).numbers.map { try channels.channel($0)?.point.text }
        #expect(Set(names) == ["99000000000001", "new-point"])
        #expect(members.present(throughout: day.advanced(by: 1)...day.advanced(by: 1)).numbers == [known])
    }
}

@Suite("Pages of points")
struct PointPageTests {
    private let folder: TemporaryFolder
    private let data: DataDirectory

    init() throws {
        folder = try TemporaryFolder()
        data = try DataDirectory(folder.url)
    }

    private func point(_ number: Int, _ random: inout SeededGenerator) -> MeteringPoint {
        let text = number % 13 == 0 ? "house-\(number)" : String(99_000_000_000_000 + number * 7)
        let from = CivilDay(daysSinceEpoch: Int32.random(in: -20_000...20_000, using: &random))
        return MeteringPoint(
            id: PointID(text), carrier: Carrier.allCases.randomElement(using: &random) ?? .gas,
            directions: Set(Direction.allCases.filter { _ in Bool.random(using: &random) }),
            segment: [nil, "C5", "C4"].randomElement(using: &random) ?? nil,
            subscribedPower: Bool.random(using: &random) ? .watts(Int32.random(in: 0...250_000, using: &random)) : nil,
            connectionPower: Bool.random(using: &random) ? .watts(36_000) : nil,
            commune: ["01004", "2A004", nil].randomElement(using: &random) ?? nil,
            inServiceSince: Bool.random(using: &random) ? from : nil,
            terminatedOn: Bool.random(using: &random) ? from.advanced(by: 400) : nil)
    }

    private func keep(_ points: [MeteringPoint]) throws {
        let session = try data.ledger.begin(name: "f", now: Instant(secondsSinceEpoch: 1))
        for point in points { try session.keep(point) }
        _ = try session.seal()
        try session.commit(sha256: "\(points.hashValue)", flows: "", size: 0, summary: "{}")
    }

    @Test("give every point back, the latest list first", arguments: 0..<3 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let first = (0..<6_000).map { point($0, &random) }
        try keep(first.shuffled(using: &random))
        let second = (0..<40).map { point($0 * 11, &random) }
        try keep(second)
        let known = Dictionary((first + second).map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        #expect(try data.catalogue.points(data.ledger.known()) == known.values.sorted { $0.id < $1.id })
        var facts = try data.catalogue.facts(data.ledger.known())
        for (id, point) in known.shuffled(using: &random).prefix(500) {
            #expect(try data.catalogue.point(id, data.ledger.known()) == point)
            let found = facts.connection(of: id)
            #expect(found == Connection(point))
            if let key = ChannelKey(Channel(point: id, carrier: .water, direction: .injection)) {
                let same = facts.connection(of: key)
                #expect(same == found)
            }
        }
        let strangers = [facts.connection(of: PointID("99000000000001")), facts.connection(of: PointID("other"))]
        #expect(strangers == [nil, nil])
        #expect(try data.catalogue.point(PointID("99000000000001"), data.ledger.known()) == nil)
        #expect(try data.verify().faults.isEmpty)
    }

    @Test("that were damaged are named by verify")
    func damage() throws {
        var random = SeededGenerator(seed: 1)
        try keep([point(1, &random), point(2, &random)])
        try data.pool.write { try $0.execute(sql: "UPDATE point_page SET points = x'0001'") }
        #expect(try data.verify().faults.contains { $0.contains("points from 99") })
        #expect(throws: StoreError.self) { try data.catalogue.facts(data.ledger.known()) }
    }

    @Test("are made of the rows that stores of before had")
    func migration() throws {
        try data.pool.write { db in
            try db.execute(
                sql: """
                    INSERT INTO import (name, sha256, state, received_at) VALUES ('f', 'x', 'kept', 1);
                    CREATE TABLE point (id, import_id, carrier, directions, segment, subscribed_power,
                        connection_power, commune, in_service_since, terminated_on);
                    INSERT INTO point VALUES
                    ('99000000000001', 1, 'electricity', 'extraction+injection', 'C5', 9000, NULL, '69382', 15000, NULL);
                    """)
            try PointPage.packRows(db)
        }
        let point = try #require(try data.catalogue.point(PointID("99000000000001"), Known(upTo: Revision(1))))
        #expect(point.directions == [.extraction, .injection] && point.subscribedPower == .watts(9_000))
        #expect(point.commune == "69382" && point.inServiceSince == CivilDay(daysSinceEpoch: 15_000))
    }
}
