import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

@Suite("A month block")
struct MonthBlockTests {
    private static let month = CivilDay(daysSinceEpoch: 20_727)

    /// Rows as compaction makes them: of some channels several, of several steps, some days absent or marked.
    private func rows(seed: UInt64, channels: Int = 40, days: Int = 31, isPlain: Bool = false) -> [MonthRow] {
        var random = SeededGenerator(seed: seed)
        return (0..<channels).flatMap { number in
            (0..<(isPlain || number % 5 > 0 ? 1 : 3)).map { layer in
                let step = isPlain ? Step.minutes30 : Step.allCases.randomElement(using: &random) ?? .hour
                let unit = isPlain ? Unit.watt : Unit.allCases.randomElement(using: &random) ?? .watt
                let factor = Int32([1, 2, 6].randomElement(using: &random) ?? 1)
                let range: ClosedRange<Int32> = number % 7 == 6 ? -300_000_000...300_000_000 : -3...4_000
                let present = (0..<days).filter { _ in isPlain || Int.random(in: 0..<9, using: &random) > 0 }
                let entries = (present.isEmpty ? [0] : present).map { index in
                    let day = Self.month.advanced(by: index)
                    var curve = DayCurve(missing: day, step: step, unit: unit)
                    for place in 0..<curve.count {
                        let codes: [UInt8] = number % 3 == 0 ? [0, 0, 0, 1, 2, 0x40, 3, 7] : [0]
                        let value = Int32.random(in: range, using: &random) * factor
                        curve.set(value, Mark(rawValue: codes.randomElement(using: &random) ?? 0), at: place)
                    }
                    return (Revision(Int64(100 * (3 - layer) + index)), day, curve)
                }
                return MonthRow(channel: UInt32(number * 2 + number / 10), days: entries, isNewest: layer == 0)
            }
        }
    }

    private func source(_ bytes: [UInt8]) -> BlockBytes {
        { range in
            guard range.upperBound <= bytes.count else { throw MonthBlock.Damage(detail: "the file ends") }
            return Array(bytes[range]) + [UInt8](repeating: 0, count: SeriesReader.padding)
        }
    }

    /// Everything in a block; a head that says more than there is throws.
    private func readAll(_ bytes: [UInt8], headLength: Int) throws -> [Entry] {
        let block = try MonthBlock(head: Array(bytes[..<headLength]))
        guard block.length == bytes.count else { throw MonthBlock.Damage(detail: "another length") }
        _ = try block.verify(source(bytes))
        let everything = EmbeddedCurveStore.Question(
            channels: .all, days: block.firstDay...block.firstDay.advanced(by: 31), isForEveryRevision: true)
        var found: [Entry] = []
        try block.forEachRow(of: block.answers(to: everything), source(bytes)) { answer, layout, values, marks in
            for (place, day) in layout.days.enumerated() {
                let curve = layout.curve(ofDay: place, values, marks)
                found.append(
                    Entry(
                        channel: answer.channel, day: day.day, revision: layout.shape.revisions[place], curve: curve))
            }
        }
        return found
    }

    private struct Entry: Equatable {
        let channel: UInt32
        let day: CivilDay
        let revision: Revision
        let curve: DayCurve
    }

    private func entries(_ rows: [MonthRow]) -> [Entry] {
        rows.flatMap { row in
            row.days.map { Entry(channel: row.channel, day: $0.day, revision: $0.revision, curve: $0.curve) }
        }
    }

    @Test("reads back what was written, whatever the values", arguments: 0..<4, [1, 2, 31])
    func roundTrip(seed: UInt64, days: Int) throws {
        let rows = rows(seed: seed, channels: days == 31 ? 18 : 80, days: days, isPlain: seed % 3 == 0)
        let (bytes, headLength) = MonthBlock.encode(rows, firstDay: Self.month)
        #expect(try readAll(bytes, headLength: headLength) == entries(rows))
    }

    @Test("reads one row without the bytes of its neighbours")
    func oneRow() throws {
        let rows = rows(seed: 5, channels: 60, isPlain: true)
        let (bytes, headLength) = MonthBlock.encode(rows, firstDay: Self.month)
        let block = try MonthBlock(head: Array(bytes[..<headLength]))
        let wanted = rows[37]
        let question = EmbeddedCurveStore.Question(
            channels: ChannelNumbers([wanted.channel]), days: Self.month...Self.month.advanced(by: 30))
        var read = 0
        var found: [DayCurve] = []
        try block.forEachRow(of: block.answers(to: question)) { range in
            read += range.count
            return try source(bytes)(range)
        } _: { _, layout, values, marks in
            found += layout.days.indices.map { layout.curve(ofDay: $0, values, marks) }
        }
        #expect(found == wanted.days.map(\.curve))
        #expect(read < bytes.count / 50)
    }

    /// Two channels, one of them with a missing hour and a superseded day.
    private var tiny: [MonthRow] {
        func row(_ channel: UInt32, _ revision: Int64, _ value: Int32, isNewest: Bool) -> MonthRow {
            var curve = DayCurve(step: .hour, unit: .watt, values: (0..<24).map { value + 40 * ($0 % 5) })
            if channel == 2 { curve.set(0, .missing(.sentEmpty), at: 7) }
            return MonthRow(channel: channel, days: [(Revision(revision), Self.month, curve)], isNewest: isNewest)
        }
        return [row(2, 9, 700, isNewest: true), row(2, 4, 300, isNewest: false), row(3, 4, 90, isNewest: true)]
    }

    @Test("notices every flipped bit")
    func flippedBits() throws {
        let (bytes, headLength) = MonthBlock.encode(tiny, firstDay: Self.month)
        for position in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[position] ^= 1 << UInt8(bit)
                #expect(throws: MonthBlock.Damage.self) { try readAll(damaged, headLength: headLength) }
            }
        }
    }

    @Test("survives any bytes, even with right checksums", arguments: 0..<400)
    func arbitraryBytes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let rows = seed % 2 == 0 ? tiny : rows(seed: seed, channels: 3, days: 2)
        let (whole, headLength) = MonthBlock.encode(rows, firstDay: Self.month)
        var bytes = whole
        // Alternately anywhere, and in the head, where most lies in wait.
        let range = seed % 4 < 2 ? 0..<bytes.count : 8..<headLength
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            bytes[Int.random(in: range, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        BlockMutations.readMonth(BlockMutations.resealed(bytes, headLength: headLength), headLength: headLength)
    }

    @Test("names a version it does not know")
    func version() {
        var (bytes, headLength) = MonthBlock.encode(rows(seed: 1, channels: 2), firstDay: Self.month)
        bytes[4] = 9
        #expect { try MonthBlock(head: Array(bytes[..<headLength])) } throws: {
            ($0 as? MonthBlock.Damage)?.detail.contains("version 9") == true
        }
    }
}
