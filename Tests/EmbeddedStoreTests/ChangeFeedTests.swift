import DirectoryKit
import Foundation
import GRDB
import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

/// What the feed says that revisions changed.
@Suite struct ChangeFeedTests {
    private static let now = Instant(secondsSinceEpoch: 1_800_000_000)
    private static let day = CivilDay(daysSinceEpoch: 20_000)
    private static let days = day.advanced(by: -2)...day.advanced(by: 45)
    private let folder: TemporaryFolder
    private let data: DataDirectory

    init() throws {
        folder = try TemporaryFolder()
        data = try DataDirectory(folder.url.appending(path: "data"))
    }

    /// A channel's day.
    private struct Place: Hashable {
        let channel: UInt32
        let day: CivilDay
    }

    private func channel(_ number: Int) -> Channel {
        Channel(point: PointID(number % 7 == 0 ? "P\(number)" : "\(99_000_000_000_000 + number)"))
    }

    @discardableResult
    private func keep(_ write: (ImportSession) throws -> Void) throws -> Revision {
        let session = try data.ledger.begin(name: "f", now: Self.now)
        try write(session)
        _ = try session.seal()
        try session.commit(sha256: "\(session.revision.number)", flows: "", size: 0, summary: "{}")
        return session.revision
    }

    private func fed(after revision: Revision, _ known: Known? = nil) throws -> [Revision: Set<Place>] {
        var found: [Revision: Set<Place>] = [:]
        let highest = try data.catalogue.highestNumber()
        try data.measures.forEachChange(of: .all, in: Self.days, after: revision, known ?? data.ledger.known()) {
            for channel in $1.channels.clamped(to: 0...highest + 1) where channel > 0 && channel <= highest {
                for day in $1.days.lowerBound.daysSinceEpoch...$1.days.upperBound.daysSinceEpoch {
                    found[$0, default: []].insert(Place(channel: channel, day: CivilDay(daysSinceEpoch: day)))
                }
            }
        }
        return found
    }

    // MARK: against what can be asked

    /// All that answers of each channel's day: its curve, and the readings of its instants, midnights at both sides.
    private func state() throws -> [Place: [String]] {
        var state: [Place: [String]] = [:]
        let known = data.ledger.known()
        try data.measures.forEachDay(of: .all, in: Self.days, known) { channel, day, _, curve in
            state[Place(channel: channel, day: day), default: []].append("\(curve)")
        }
        let instants = Self.days.lowerBound.start...Self.days.upperBound.end
        for register in [Register.totalIndex, .dailyEnergy, .maximumPower, .index(temporalClass: "HP")] {
            try data.measures.forEachReading(of: register, in: instants, of: .all, known) { channel, reading in
                let day = CivilDay(containing: reading.at)
                let text = "\(register.name) \(reading.at) \(reading.value) \(reading.mark.rawValue)"
                state[Place(channel: channel, day: day), default: []].append(text)
                guard day.start == reading.at else { return }
                state[Place(channel: channel, day: day.advanced(by: -1)), default: []].append(text)
            }
        }
        return state.mapValues { $0.sorted() }
    }

    private static let marks: [Mark] = [.measured, Mark(rawValue: 1), Mark(rawValue: 2)]

    /// Some statements about few channels and days, so that they meet: gives the places that they are about.
    private func someStatements(_ random: inout SeededGenerator, to session: ImportSession) throws -> Set<Place> {
        var sent: Set<Place> = []
        for _ in 0..<Int.random(in: 0...30, using: &random) {
            let channel = channel(Int.random(in: 1...12, using: &random))
            let day = Self.day.advanced(by: Int.random(in: 0...40, using: &random))
            var places = [day]
            if Bool.random(using: &random) {
                let step = [Step.hour, .minutes30].randomElement(using: &random) ?? .hour
                let (count, mark) = (step.count(in: day), Self.marks.randomElement(using: &random) ?? .measured)
                let value = Int32.random(in: 0...2, using: &random)
                let curve = DayCurve(
                    step: step, unit: .watt, values: Array(repeating: value, count: count),
                    marks: Array(repeating: mark, count: count))
                try session.keep(PointDay(channel: channel, day: day, curve: curve))
            } else {
                let hours = [0, 0, 9].randomElement(using: &random) ?? 0
                let register = [Register.totalIndex, .dailyEnergy, .maximumPower, .index(temporalClass: "HP")]
                    .randomElement(using: &random)
                try session.keep(
                    RegisterReading(
                        channel: channel, register: register ?? .totalIndex,
                        at: day.start.advanced(minutes: 60 * hours),
                        value: Int64.random(in: 0...9, using: &random), mark: .measured, line: 1))
                if hours == 0 { places.append(day.advanced(by: -1)) }
            }
            let number = try data.catalogue.channels.assign(channel)
            for day in places { sent.insert(Place(channel: number, day: day)) }
        }
        return sent
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `name all that changed, and nothing that no revision spoke of`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var expected: [Revision: (sent: Set<Place>, changed: Set<Place>)] = [:]
        var before = try state()
        for _ in 0..<8 {
            var sent: Set<Place> = []
            let revision = try keep { sent = try someStatements(&random, to: $0) }
            let after = try state()
            let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
            expected[revision] = (sent, changed)
            before = after
        }
        _ = try data.compact()
        for earlier in 0...8 {
            let fed = try fed(after: Revision(Int64(earlier)))
            #expect(fed.keys.allSatisfy { $0 > Revision(Int64(earlier)) })
            for (revision, places) in expected where revision > Revision(Int64(earlier)) {
                let named = fed[revision] ?? []
                #expect(places.changed.isSubset(of: named))
                #expect(named.isSubset(of: places.sent))
            }
        }
        #expect(try data.verify().faults == [])
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func `lead a reader of new days to the same days as without a feed`(seed: UInt64) throws {
        var random = SeededGenerator(seed: 90 + seed)
        for _ in 0..<6 { try keep { _ = try someStatements(&random, to: $0) } }
        let (fed, all) = (
            GrantedCurves(data.measures, data.catalogue),
            GrantedCurves(CompactingMeasureStore(data), data.catalogue)
        )
        for _ in 0..<20 {
            let channels = Set((0..<3).map { _ in channel(Int.random(in: 1...14, using: &random)) })
            let first = Self.day.advanced(by: Int.random(in: -1...30, using: &random))
            let days = first...first.advanced(by: Int.random(in: 0...12, using: &random))
            let (after, known) = (Revision(Int64.random(in: 0...6, using: &random)), data.ledger.known())
            #expect(
                try fed.newDays(of: channels, in: days, after: after, known)
                    == all.newDays(of: channels, in: days, after: after, known))
        }
    }

    // MARK: what is judged, left out, taken back, older, damaged

    @Test func `name the days of an index that a later file set aside`() throws {
        let home = channel(1)
        func index(_ day: Int, _ value: Int64) -> RegisterReading {
            RegisterReading(
                channel: home, register: .totalIndex, at: Self.day.advanced(by: day).start, value: value,
                mark: .measured, line: 1)
        }
        try keep { for day in [0, 2] { try $0.keep(index(day, day == 2 ? 9_000_000 : 0)) } }
        let session = try data.ledger.begin(name: "f", now: Self.now)
        for day in [4, 6] { try session.keep(index(day, Int64(day))) }
        _ = try session.seal()
        _ = try data.measures.judgeIndexes(
            of: session.known,
            { _, opening, closing in
                let flow = closing.value - opening.value
                return flow < 0 ? .falls : flow > 100 ? .tooMuch : .possible
            }, { _ in })
        try session.commit(sha256: "b", flows: "", size: 0, summary: "{}")
        let named = try #require(try fed(after: Revision(1))[Revision(2)])
        #expect(named == Set((1...6).map { Place(channel: 1, day: Self.day.advanced(by: $0)) }))
    }

    @Test func `say nothing of what is said again, and nothing of an import that was taken back`() throws {
        let day = PointDay(
            channel: channel(1), day: Self.day,
            curve: DayCurve(step: .hour, unit: .watt, values: Array(repeating: 5, count: Step.hour.count(in: Self.day)))
        )
        try keep { try $0.keep(day) }
        let second = try keep { try $0.keep(day) }
        #expect(try fed(after: Revision(1))[second] == nil)
        let third = try data.ledger.begin(name: "f", now: Self.now)
        try third.keep(PointDay(channel: channel(2), day: Self.day, curve: day.curve))
        _ = try third.seal()
        try third.abandon()
        #expect(try fed(after: second).isEmpty)
        #expect(try data.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM change_page") } == 1)
    }

    @Test func `take a country's day as a handful of ranges, and a year of a home as one`() throws {
        var country = ChangeRanges()
        for channel in 1...2_000_000 { country.add(UInt32(channel), Self.day...Self.day) }
        #expect(country.joined() == [.init(channels: 1...2_000_000, days: Self.day...Self.day)])
        var years = ChangeRanges()
        for channel in 1...40 {
            for day in 0..<365 { years.add(UInt32(channel), Self.day.advanced(by: day)...Self.day.advanced(by: day)) }
        }
        #expect(years.joined() == [.init(channels: 1...40, days: Self.day...Self.day.advanced(by: 364))])
    }

    @Test(arguments: [(40_000, 1), (40_000, 30_000), (200, 30_000), (4_000_000_000, 2_000_000)])
    func `cover whatever is added with few ranges, also where it is scattered`(channels: Int, days: Int) {
        var random = SeededGenerator(seed: 17)
        var changes = ChangeRanges()
        var added: [(UInt32, CivilDay)] = []
        for _ in 0..<60_000 {
            let channel = UInt32(Int.random(in: 0..<channels, using: &random))
            let day = CivilDay(daysSinceEpoch: Int32(Int.random(in: -days..<days, using: &random)))
            changes.add(channel, day...day)
            added.append((channel, day))
        }
        let ranges = changes.joined()
        #expect(ranges.count <= ChangeRanges.most)
        for (channel, day) in added.prefix(300) + added.suffix(300) {
            #expect(ranges.contains { $0.channels.contains(channel) && $0.days.contains(day) })
        }
    }

    @Test func `cover the ends of all numbers`() {
        var changes = ChangeRanges()
        let ends = [CivilDay(daysSinceEpoch: .min), CivilDay(daysSinceEpoch: .max)]
        for channel in [0, UInt32.max, 7] { for day in ends { changes.add(channel, day...day) } }
        for place in 0..<20_000 { changes.add(UInt32(place * 200_000), ends[place % 2]...ends[place % 2]) }
        let ranges = changes.joined()
        #expect(ranges.count <= ChangeRanges.most)
        #expect([0, UInt32.max, 7].allSatisfy { channel in ranges.contains { $0.channels.contains(channel) } })
    }

    @Test func `answer everything for imports of a directory from before there was a feed`() throws {
        let old = folder.url.appending(path: "old")
        try FileManager.default.createDirectory(at: old, withIntermediateDirectories: true)
        let pool = try DataDirectory.openPool(old.appending(path: "maille.sqlite"))
        try Schema.migrator.migrate(pool, upTo: "rememberUsagePoints")
        try pool.write { db in
            for (id, state) in [(3, "kept"), (4, "refused"), (5, "kept")] {
                try db.execute(
                    sql: "INSERT INTO import (id, name, sha256, state, received_at) VALUES (?, 'f', 'x', ?, 9)",
                    arguments: [id, state])
            }
        }
        try pool.close()
        let data = try DataDirectory(old)
        var named: [Revision: ChangeRanges.Range] = [:]
        try data.measures.forEachChange(of: .all, in: Self.days, after: Revision(0), data.ledger.known()) {
            named[$0] = $1
        }
        let everything = ChangeRanges.Range(channels: 0...UInt32.max, days: Self.days)
        #expect(named == [Revision(3): everything, Revision(5): everything])
        #expect(try data.verify().faults == [])
    }

    @Test func `answer everything where a page is damaged, and verify tells of it`() throws {
        try keep { session in
            let values = Array(repeating: Int32(5), count: Step.hour.count(in: Self.day))
            try session.keep(
                PointDay(
                    channel: channel(1), day: Self.day, curve: DayCurve(step: .hour, unit: .watt, values: values)))
        }
        var random = SeededGenerator(seed: 5)
        let whole = try data.pool.read { try Data.fetchOne($0, sql: "SELECT ranges FROM change_page") ?? Data() }
        for _ in 0..<50 {
            var bytes = whole
            bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            if Bool.random(using: &random) { bytes.removeLast() }
            try data.pool.write { try $0.execute(sql: "UPDATE change_page SET ranges = ?", arguments: [bytes]) }
            #expect(try fed(after: Revision(0))[Revision(1)]?.count == Self.days.count)
            // The page, and its import: it is not what that brought.
            #expect(try data.verify().faults.count == 2)
        }
    }
}
