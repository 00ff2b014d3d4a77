import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

@Suite("A block of curves")
struct CurveBlockTests {
    private func rows(seed: UInt64, count: Int = 50) -> [ChannelDay] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { number in
            let day = CivilDay(daysSinceEpoch: 20_745 + Int32(number % 8))
            let step = Step.allCases.randomElement(using: &random) ?? .hour
            let unit = Unit.allCases.randomElement(using: &random) ?? .watt
            var curve = DayCurve(missing: day, step: step, unit: unit)
            let range: ClosedRange<Int32> = number % 7 == 0 ? .min ... .max : -3...4_000
            for index in 0..<curve.count {
                let mark = Mark(rawValue: [0, 0, 0, 1, 2, 0x40, 3, 7].randomElement(using: &random) ?? 0)
                curve.set(number % 5 == 0 ? 77 : Int32.random(in: range, using: &random), mark, at: index)
            }
            return ChannelDay(channel: UInt32(number * 3), day: day, curve: curve)
        }
    }

    @Test("reads back what was written, whatever the values", arguments: 0..<20)
    func roundTrip(seed: UInt64) throws {
        let rows = rows(seed: seed)
        let block = try CurveBlock(CurveBlock.encode(rows))
        #expect(block.rows.map(\.channel) == rows.map(\.channel))
        for (read, written) in zip(block.rows, rows) {
            #expect(try block.curve(of: read) == written.curve)
            #expect(read.total == written.curve.total && read.day == written.day)
            #expect(read.quality == written.curve.qualityCounts)
        }
    }

    @Test("finds the rows of few channels as a walk over all rows does", arguments: 0..<20)
    func few(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // Several days of a channel stand together.
        let written = (0..<60).map { number in
            let day = CivilDay(daysSinceEpoch: 20_745 + Int32(number % 3))
            return ChannelDay(
                channel: UInt32(number / 3 * 2), day: day, curve: DayCurve(missing: day, step: .hour, unit: .watt))
        }
        let block = try CurveBlock(CurveBlock.encode(written))
        for _ in 0..<20 {
            let wanted = ChannelNumbers((0..<3).map { _ in UInt32.random(in: 0...40, using: &random) })
            #expect(block.rows(of: wanted, in: 0...40) == block.rows.filter { wanted.contains($0.channel) })
        }
    }

    @Test("notices every flipped bit")
    func flippedBits() throws {
        let bytes = CurveBlock.encode(rows(seed: 1, count: 4))
        for position in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[position] ^= 1 << UInt8(bit)
                #expect(throws: CurveBlock.Damage.self) { try CurveBlock(damaged) }
            }
        }
    }

    @Test("survives any bytes, even with right checksums", arguments: 0..<300)
    func arbitraryBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bytes = CurveBlock.encode(rows(seed: seed, count: 5))
        for _ in 0..<8 {
            bytes[Int.random(in: BlockHeader.length..<bytes.count, using: &random)] =
                UInt8.random(in: 0...255, using: &random)
        }
        guard let block = try? CurveBlock(BlockMutations.resealed(days: bytes)) else { return }
        for row in block.rows { _ = try? block.curve(of: row) }
    }

    @Test("of the first version is read for good: one checksum over all")
    func firstVersion() throws {
        let rows = rows(seed: 3, count: 20)
        let second = CurveBlock.encode(rows)
        var first = Array(second[..<16])
        first[4] = 1
        let body = second[BlockHeader.length...]
        let sum = Checksum.of(body, after: Checksum.of(first))
        first += (0..<4).map { UInt8(truncatingIfNeeded: sum >> ($0 * 8)) } + body
        let block = try CurveBlock(first)
        #expect(try block.rows.map { try block.curve(of: $0) } == rows.map(\.curve))
        first[first.count - 1] ^= 1
        #expect(throws: CurveBlock.Damage.self) { try CurveBlock(first) }
    }

    @Test("names a version it does not know")
    func version() {
        var bytes = CurveBlock.encode(rows(seed: 1, count: 1))
        bytes[4] = 9
        #expect { try CurveBlock(bytes) } throws: { ($0 as? CurveBlock.Damage)?.detail.contains("version 9") == true }
    }

    /// Inputs that crashed a reader under `scripts/fuzz.sh`.
    @Test(
        "survives what fuzzing found",
        arguments: [
            [
                77, 76, 76, 66, 1, 242, 234, 242, 242, 0, 0, 0, 22, 0, 0, 0, 0, 183, 0, 0, 220, 0, 0, 1, 0, 0, 0, 92,
                129, 11, 0, 91, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 202, 202,
            ] as [UInt8]
        ])
    func fuzzed(bytes: [UInt8]) {
        guard let block = try? CurveBlock(BlockMutations.resealed(days: bytes)) else { return }
        for row in block.rows { _ = try? block.curve(of: row) }
    }
}

extension CurveBlock {
    /// The bytes of rows sorted by channel and day.
    fileprivate static func encode(_ rows: [ChannelDay]) -> [UInt8] {
        var builder = BlockBuilder()
        for row in rows { builder.add(row.channel, row.day, row.curve) }
        return builder.sealed()
    }
}
