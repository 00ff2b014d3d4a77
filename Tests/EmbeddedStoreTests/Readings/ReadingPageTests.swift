import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

@Suite("A page of readings")
struct ReadingPageTests {
    private static let band: UInt32 = 3
    private static let midnight = CivilDay(daysSinceEpoch: 20_000).start

    /// Readings of one band in one month, in their order, with every kind of mark.
    private func readings(
        _ random: inout SeededGenerator, channels: Int, instants: Int, largest: Int64 = 1 << 53
    ) -> [PagedReading] {
        let marks: [Mark] = [.measured, .measured, .corrected, .estimated.from(.copy), .missing(.outage)]
        return (0..<channels).flatMap { channel in
            (0..<instants).map { instant in
                PagedReading(
                    at: Self.midnight.advanced(minutes: instant * 1_440),
                    value: Int64.random(in: 0...largest, using: &random),
                    channel: Self.band << ReadingPage.bandBits | UInt32(channel),
                    mark: marks.randomElement(using: &random) ?? .measured, answers: Bool.random(using: &random))
            }
        }
    }

    @Test("gives what was put in", arguments: [(1, 1), (1, 31), (4_096, 1), (100, 40), (7, 3)])
    func roundTrip(channels: Int, instants: Int) throws {
        var random = SeededGenerator(seed: UInt64(channels * instants))
        let readings = readings(&random, channels: channels, instants: instants)
        let bytes = ReadingPage.bytes(readings[...])
        #expect(ReadingPage.readings(bytes, band: Self.band) == readings)
    }

    @Test("gives values of any size, and two for one instant")
    func extremes() {
        let channel = Self.band << ReadingPage.bandBits | 4_095
        let readings = [Int64.min, .max, -1, 0, 1 << 53].map {
            PagedReading(at: Self.midnight, value: $0, channel: channel, mark: .measured)
        }
        let far = [Int64.min, -1, 0, .max].map {
            PagedReading(at: Instant(secondsSinceEpoch: $0), value: 5, channel: channel, mark: .corrected)
        }
        for readings in [readings, far] {
            #expect(ReadingPage.readings(ReadingPage.bytes(readings[...]), band: Self.band) == readings)
        }
    }

    @Test("takes at most eight bytes for a daily index of a meter of a few years")
    func size() {
        let readings = (0..<4_096).map { number in
            PagedReading(
                at: Self.midnight, value: Int64(number) * 7_919 % 100_000_000,
                channel: Self.band << ReadingPage.bandBits | UInt32(number), mark: .measured)
        }
        #expect(ReadingPage.bytes(readings[...]).count <= 4_096 * 6)
    }

    @Test("is an error where it is damaged, never a trap or an endless loop")
    func damage() {
        var random = SeededGenerator(seed: 5)
        let whole = ReadingPage.bytes(readings(&random, channels: 40, instants: 5)[...])
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[place] = 0xFF
                case 2: bytes.insert(0x80, at: place)
                default: bytes.removeSubrange(place...)
                }
                if bytes.isEmpty { bytes = [1] }
            }
            guard let found = ReadingPage.readings(bytes, band: Self.band) else { continue }
            #expect(found.count <= ReadingPage.longest)
            #expect(found.allSatisfy { ReadingPage.band(of: $0.channel) == Self.band })
        }
        for length in 0..<whole.count { #expect(ReadingPage.readings(Array(whole[..<length]), band: 0) == nil) }
    }
}
