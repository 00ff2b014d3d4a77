import Foundation
import GRDB
import Metering
import Store
import StoreKit
import TestKit
import Testing

@testable import Disclosure
@testable import EmbeddedStore

/// A measure store to be held against the conformance suite: a ClickHouse implementation joins here.
enum StoreUnderTest: String, CaseIterable, CustomTestStringConvertible {
    case memory, embedded
    /// The embedded store, compacted after each revision.
    case compacted

    var testDescription: String { rawValue }

    /// Runs a test on an empty store. `revision` allocates revisions as the ledger does.
    func with(_ body: (any MeasureStore, _ revision: () throws -> Revision) throws -> Void) throws {
        switch self {
        case .memory:
            var number: Int64 = 0
            try body(MemoryMeasureStore()) {
                number += 1
                return Revision(number)
            }
        case .embedded:
            let folder = try TemporaryFolder()
            let data = try DataDirectory(folder.url)
            try body(data.measures) { try StoreUnderTest.revision(in: data) }
        case .compacted:
            let folder = try TemporaryFolder()
            let data = try DataDirectory(folder.url)
            try body(CompactingMeasureStore(data)) { try StoreUnderTest.revision(in: data) }
            #expect(try data.verify().faults == [])
        }
    }

    /// A number as the ledger gives it: the suite itself says what of it is revealed.
    private static func revision(in data: DataDirectory) throws -> Revision {
        try data.pool.write { db in
            try db.execute(
                sql: "INSERT INTO import (name, sha256, state, received_at) VALUES ('test', '', 'refused', 0)")
            return Revision(db.lastInsertedRowID)
        }
    }
}

@Suite("A measure store")
struct MeasureStoreConformance {
    private static let day = CivilDay(daysSinceEpoch: 20_000)

    /// A channel's day.
    private struct NumberedDay: Hashable {
        let channel: UInt32
        let day: CivilDay
        var curve: DayCurve
    }

    /// Its total, as a store tells it.
    private struct NumberedTotal: Hashable {
        let channel: UInt32
        let day: CivilDay
        let revision: Revision
        let total: Int64
        let quality: QualityCounts
    }

    private func channel(_ number: Int) -> UInt32 { UInt32(number + 1) }

    private func pointDay(_ number: Int, _ value: Int32, on day: CivilDay = day, missing: Range<Int> = 0..<0)
        -> NumberedDay
    {
        let count = Step.minutes30.count(in: day)
        var curve = DayCurve(step: .minutes30, unit: .watt, values: Array(repeating: value, count: count))
        for index in missing { curve.set(0, .missing(.notReceived), at: index) }
        return NumberedDay(channel: channel(number), day: day, curve: curve)
    }

    @discardableResult
    private func keep(
        _ days: [NumberedDay], in store: any MeasureStore, _ revision: Revision, at seconds: Int64 = 0
    ) throws -> CurveChanges {
        let writer = try store.writer(for: revision)
        for day in days { try append(day, to: writer) }
        let changes = try writer.seal().curves
        writer.reveal(knownAt: Instant(secondsSinceEpoch: seconds))
        return changes
    }

    private func append(_ day: NumberedDay, to writer: any MeasureWriter) throws {
        try writer.append(day.curve, of: day.channel, on: day.day)
    }

    private func all(
        _ store: any MeasureStore, _ known: Known = Known(upTo: Revision(.max))
    ) throws -> [NumberedDay] {
        var found: [NumberedDay] = []
        let range = CivilDay(daysSinceEpoch: 0)...CivilDay(daysSinceEpoch: 40_000)
        try store.forEachDay(of: .all, in: range, known) { found.append(NumberedDay(channel: $0, day: $1, curve: $3)) }
        return found.sorted { ($0.channel, $0.day) < ($1.channel, $1.day) }
    }

    @Test("returns what was appended, once it is revealed and not before", arguments: StoreUnderTest.allCases)
    func reveals(candidate: StoreUnderTest) throws {
        try candidate.with { store, revision in
            let days = (0..<10).map { pointDay($0, Int32($0)) }
            let first = try revision()
            let writer = try store.writer(for: first)
            for day in days { try append(day, to: writer) }
            #expect(try writer.seal().curves == CurveChanges(added: 10))
            #expect(try all(store).isEmpty)
            #expect(try all(store, Known(upTo: first, isSealed: true)) == days)
            writer.reveal(knownAt: Instant(secondsSinceEpoch: 0))
            #expect(try all(store) == days)
        }
    }

    @Test("forgets a discarded revision whole", arguments: StoreUnderTest.allCases)
    func discards(candidate: StoreUnderTest) throws {
        try candidate.with { store, revision in
            try keep([pointDay(1, 100)], in: store, try revision())
            let second = try revision()
            let writer = try store.writer(for: second)
            try append(pointDay(1, 999), to: writer)
            try append(pointDay(2, 999), to: writer)
            _ = try writer.seal()
            try store.discard(second)
            #expect(try all(store) == [pointDay(1, 100)])
            let changes = try keep([pointDay(1, 100), pointDay(2, 5)], in: store, try revision())
            #expect(changes == CurveChanges(added: 1, unchanged: 1))
            #expect(try all(store) == [pointDay(1, 100), pointDay(2, 5)])
        }
    }

    /// So many days make a block of their own, which the second part of a day is merged with.
    @Test("completes no day from parts that a discarded revision brought", arguments: StoreUnderTest.allCases)
    func discardsParts(candidate: StoreUnderTest) throws {
        try candidate.with { store, revision in
            let days = (0..<CurveBlock.mostRows).map { CivilDay(daysSinceEpoch: 12_000 + Int32($0)) }
            func parts(_ value: Int32) -> [NumberedDay] {
                days.map { pointDay(1, value, on: $0, missing: 0..<24) } + [
                    pointDay(1, 7, on: days[0], missing: 24..<48)
                ]
            }
            let discarded = try revision()
            let writer = try store.writer(for: discarded)
            for day in parts(999) { try append(day, to: writer) }
            _ = try writer.seal()
            try store.discard(discarded)
            try keep(parts(5), in: store, try revision())
            let first = try #require(try all(store).first)
            #expect(first.curve.values[0] == 7 && first.curve.values[24] == 5)
            #expect(first.curve.isComplete)
        }
    }

    @Test("adds corrections and replays what was known before them", arguments: StoreUnderTest.allCases)
    func corrects(candidate: StoreUnderTest) throws {
        try candidate.with { store, revision in
            let first = try revision()
            try keep([pointDay(1, 100), pointDay(2, 100)], in: store, first, at: 10)
            let changes = try keep([pointDay(1, 150), pointDay(2, 100)], in: store, try revision(), at: 20)
            #expect(changes == CurveChanges(changed: 1, unchanged: 1))
            #expect(try all(store) == [pointDay(1, 150), pointDay(2, 100)])
            #expect(try all(store, Known(upTo: first)) == [pointDay(1, 100), pointDay(2, 100)])
            #expect(try all(store, Known(upTo: Revision(0))).isEmpty)
        }
    }

    @Test(
        "tells every revision of a day, from when it is known, and those after an import",
        arguments: StoreUnderTest.allCases)
    func revisions(candidate: StoreUnderTest) throws {
        try candidate.with { store, revision in
            let numbers = try [revision(), revision(), revision()]
            try keep([pointDay(1, 100), pointDay(2, 100)], in: store, numbers[0], at: 10)
            try keep([pointDay(1, 150), pointDay(2, 100)], in: store, numbers[1], at: 20)
            let writer = try store.writer(for: numbers[2])
            try append(pointDay(1, 7), to: writer)
            _ = try writer.seal()
            let days = MeasureStoreConformance.day...MeasureStoreConformance.day
            func found(after earlier: Revision?, _ known: Known = Known(upTo: Revision(.max))) throws -> [[Int64]] {
                var found: [[Int64]] = []
                try store.forEachRevision(of: ChannelNumbers([channel(1)]), in: days, after: earlier, known) {
                    _, day, revision, since in
                    #expect(day == MeasureStoreConformance.day)
                    found.append([revision.number, since.secondsSinceEpoch])
                }
                return found.sorted { $0[0] < $1[0] }
            }
            #expect(try found(after: nil) == [[numbers[0].number, 10], [numbers[1].number, 20]])
            #expect(try found(after: numbers[0]) == [[numbers[1].number, 20]])
            #expect(try found(after: numbers[1]).isEmpty)
            #expect(try found(after: nil, Known(upTo: numbers[0])) == [[numbers[0].number, 10]])
        }
    }

    @Test(
        "never loses a value to one interval that comes in another unit or on another step",
        arguments: StoreUnderTest.allCases)
    func otherUnits(candidate: StoreUnderTest) throws {
        try candidate.with { store, revision in
            let shapes = Unit.allCases.flatMap { unit in Step.allCases.map { (unit, $0) } }
            for (number, (unit, step)) in shapes.enumerated() {
                let count = step.count(in: MeasureStoreConformance.day)
                let whole = DayCurve(step: step, unit: unit, values: Array(repeating: 720, count: count))
                let day = NumberedDay(channel: channel(number), day: MeasureStoreConformance.day, curve: whole)
                try keep([day], in: store, try revision())
                for (otherUnit, otherStep) in shapes {
                    var late = DayCurve(missing: day.day, step: otherStep, unit: otherUnit)
                    late.set(60, .measured, at: 2)
                    try keep([NumberedDay(channel: day.channel, day: day.day, curve: late)], in: store, try revision())
                    let found = try store.days(of: day.channel, in: day.day...day.day, Known(upTo: Revision(.max)))
                    #expect(found.count == 1)
                    #expect(
                        found.first?.curve.isComplete == true, "\(unit) \(step), \(otherUnit) \(otherStep)")
                }
            }
        }
    }

    @Test("writes nothing for what it knows already", arguments: StoreUnderTest.allCases)
    func idempotent(candidate: StoreUnderTest) throws {
        try candidate.with { store, revision in
            let days = (0..<100).map { pointDay($0, Int32($0), missing: 0..<$0 % 3) }
            try keep(days, in: store, try revision())
            for _ in 0..<3 {
                #expect(try keep(days.shuffled(), in: store, try revision()) == CurveChanges(unchanged: 100))
            }
            #expect(try all(store) == days.sorted { $0.channel < $1.channel })
        }
    }

    @Test("completes a day from parts, in any order and within one revision too", arguments: StoreUnderTest.allCases)
    func completes(candidate: StoreUnderTest) throws {
        try candidate.with { store, revision in
            let morning = pointDay(1, 100, missing: 24..<48)
            let evening = pointDay(1, 100, missing: 0..<24)
            try keep([evening], in: store, try revision())
            try keep([morning], in: store, try revision())
            try keep(
                [evening, morning].map { NumberedDay(channel: channel(2), day: $0.day, curve: $0.curve) },
                in: store, try revision())
            #expect(try all(store).map(\.curve) == [pointDay(1, 100).curve, pointDay(1, 100).curve])
        }
    }

    @Test(
        "answers for the channels and days asked for, with totals like the curves'", arguments: StoreUnderTest.allCases)
    func selects(candidate: StoreUnderTest) throws {
        try candidate.with { store, revision in
            var days: [NumberedDay] = []
            for number in 0..<20 {
                for offset in 0..<10 {
                    let day = MeasureStoreConformance.day.advanced(by: offset)
                    days.append(pointDay(number, Int32(number * 100 + offset), on: day, missing: 0..<offset % 2))
                }
            }
            try keep(days, in: store, try revision())
            let range = MeasureStoreConformance.day.advanced(by: 2)...MeasureStoreConformance.day.advanced(by: 4)
            let wanted = ChannelNumbers([channel(3), channel(7), channel(99)])
            var (curves, totals): ([NumberedTotal], [NumberedTotal]) = ([], [])
            try store.forEachDay(of: wanted, in: range, Known(upTo: Revision(.max))) {
                curves.append(
                    NumberedTotal(channel: $0, day: $1, revision: $2, total: $3.total, quality: $3.qualityCounts))
            }
            try store.forEachTotal(of: wanted, in: range, Known(upTo: Revision(.max))) {
                totals.append(NumberedTotal(channel: $0, day: $1, revision: $2, total: $3, quality: $4))
            }
            #expect(curves.count == 6)
            #expect(Set(curves) == Set(totals))
            #expect(
                try store.days(of: channel(7), in: range, Known(upTo: Revision(.max))).map(\.day)
                    == (2...4).map(MeasureStoreConformance.day.advanced))
        }
    }

    @Test(
        "answers like the plainest store through a long random history", arguments: 0..<4,
        [StoreUnderTest.embedded, .compacted])
    func agreesWithModel(seed: Int, candidate: StoreUnderTest) throws {
        try candidate.with { store, revision in
            let model = MemoryMeasureStore()
            var random = SeededGenerator(seed: UInt64(seed))
            var revisions: [Revision] = []
            for round in 0..<25 {
                let next = try revision()
                revisions.append(next)
                let writers = [try store.writer(for: next), model.writer(for: next)]
                for _ in 0..<Int.random(in: 1...60, using: &random) {
                    let day = randomDay(&random)
                    for writer in writers { try append(day, to: writer) }
                }
                let isKept = Int.random(in: 0..<5, using: &random) > 0
                let changes = try writers.map { try $0.seal().curves }
                #expect(changes[0].added == changes[1].added)
                #expect((changes[0].added > 0) == (changes[1].added > 0))
                if isKept {
                    for writer in writers { writer.reveal(knownAt: Instant(secondsSinceEpoch: Int64(round))) }
                } else {
                    for candidate in [store, model] as [any MeasureStore] { try candidate.discard(next) }
                }
            }
            for known in ([5, 12, 20].map { revisions[$0] } + [Revision(.max)]).map({ Known(upTo: $0) }) {
                #expect(try all(store, known) == all(model, known))
                for selection in [.all, ChannelNumbers([channel(1), channel(3), channel(99)])] {
                    let days = CivilDay(daysSinceEpoch: 20_751)...CivilDay(daysSinceEpoch: 20_753)
                    let sums = try store.synchronousCurves(of: selection, in: days, known).value
                    #expect(try sums == model.synchronousCurves(of: selection, in: days, known).value)
                    #expect(
                        try totals(store, of: selection, in: days, known)
                            == totals(model, of: selection, in: days, known))
                }
            }
        }
    }

    @Test(
        "keeps days in columns as it keeps them one by one, in any order", arguments: 0..<4,
        StoreUnderTest.allCases)
    func columns(seed: Int, candidate: StoreUnderTest) throws {
        try candidate.with { store, revision in
            let model = MemoryMeasureStore()
            var random = SeededGenerator(seed: UInt64(seed) + 100)
            // The first history fills blocks; the others are many and small.
            let isLarge = seed == 0
            var revisions: [Revision] = []
            for round in 0..<(isLarge ? 2 : 4) {
                let next = try revision()
                revisions.append(next)
                let (writer, plain) = (try store.writer(for: next), model.writer(for: next))
                for _ in 0..<(isLarge ? 3 : 12) {
                    let columns = randomColumns(&random, count: isLarge ? 5_000 : 40)
                    let rows = 2..<columns.count
                    try writer.append(columns, rows, channels: rows.map { number(of: columns.keys[$0]) })
                    for row in rows { try append(row, of: columns, to: plain) }
                    var single = NumberedDay(
                        channel: number(of: columns.keys[0]), day: columns.days[0], curve: columns.curve(0))
                    single.curve.set(0, .missing(.sentEmpty), at: 3)
                    try append(single, to: writer)
                    try append(single, to: plain)
                }
                let changes = try [writer.seal().curves, plain.seal().curves]
                #expect(changes[0].added == changes[1].added)
                for writer in [writer, plain] {
                    writer.reveal(knownAt: Instant(secondsSinceEpoch: Int64(round)))
                }
            }
            for known in [Known(upTo: revisions[1]), Known(upTo: Revision(.max))] {
                #expect(try all(store, known) == all(model, known))
            }
        }
    }

    private func append(_ row: Int, of columns: DayColumns, to writer: any MeasureWriter) throws {
        try writer.append(columns.curve(row), of: number(of: columns.keys[row]), on: columns.days[row])
    }

    /// As a catalogue would give it: in any order, and the same for the same key.
    private func number(of key: ChannelKey) -> UInt32 { UInt32(key.digits - 99_000_000_000_000 + 1) }

    private func randomColumns(_ random: inout SeededGenerator, count: Int) -> DayColumns {
        let day = CivilDay(daysSinceEpoch: Int32.random(in: 20_750...20_752, using: &random))
        let step = [Step.minutes30, .minutes30, .hour].randomElement(using: &random) ?? .hour
        let unit = Unit.allCases.randomElement(using: &random) ?? .watt
        var columns = DayColumns(step: step, unit: unit, valuesPerDay: step.count(in: day))
        for _ in 0..<count {
            let digits = 99_000_000_000_000 + UInt64.random(in: 0..<UInt64(count * 2), using: &random)
            let top = Int32.random(in: 0...9_000, using: &random)
            let values = (0..<columns.valuesPerDay).map { _ in Int32.random(in: 0...top, using: &random) }
            columns.append(
                ChannelKey(digits: digits, carrier: .electricity, direction: .extraction), day, line: 1, values[...])
        }
        return columns
    }

    private func totals(
        _ store: any MeasureStore, of selection: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known
    ) throws -> Set<NumberedTotal> {
        var totals: Set<NumberedTotal> = []
        try store.forEachTotal(of: selection, in: days, known) {
            totals.insert(NumberedTotal(channel: $0, day: $1, revision: $2, total: $3, quality: $4))
        }
        return totals
    }

    private func randomDay(_ random: inout SeededGenerator) -> NumberedDay {
        let day = CivilDay(daysSinceEpoch: Int32.random(in: 20_750...20_754, using: &random))
        let step = [Step.minutes10, .minutes30, .minutes30, .hour].randomElement(using: &random) ?? .hour
        let unit = [Unit.watt, .watt, .wattHour, .litre].randomElement(using: &random) ?? .watt
        var curve = DayCurve(missing: day, step: step, unit: unit)
        for index in 0..<curve.count where Int.random(in: 0..<4, using: &random) > 0 {
            let mark = [Mark.measured, .measured, .corrected, .estimated].randomElement(using: &random) ?? .measured
            curve.set(Int32.random(in: -2...9_000, using: &random), mark, at: index)
        }
        return NumberedDay(channel: channel(Int.random(in: 0..<8, using: &random)), day: day, curve: curve)
    }
}
