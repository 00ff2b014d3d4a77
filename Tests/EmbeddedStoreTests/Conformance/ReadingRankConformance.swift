import Metering
import Store
import TestKit
import Testing

extension MeasureStoreConformance {
    @Suite("lets the best of several readings count, and")
    struct ReadingRanks {
        /// The best one first.
        private static let marks: [Mark] = [
            .corrected, .measured, .measured.from(.copy), .estimated, .estimated.from(.copy), .missing(.quarantined),
            .missing(.outage), .missing(.sentEmpty),
        ]

        @Test(arguments: StoreUnderTest.allCases, 0..<6 as Range<UInt64>)
        func `goes by quality and source, in whatever order they come`(candidate: StoreUnderTest, seed: UInt64) throws {
            try candidate.with { store, revision in
                var random = SeededGenerator(seed: seed)
                var (last, best) = (Revision(0), [UInt32: Int]())
                for rank in ReadingRanks.marks.indices.shuffled(using: &random) {
                    last = try revision()
                    let channels = (1...20 as ClosedRange<UInt32>).filter { _ in Bool.random(using: &random) }
                    for channel in channels { best[channel] = min(rank, best[channel] ?? .max) }
                    try keep(channels.map { index(Int64(rank), of: $0, ReadingRanks.marks[rank]) }, in: store, last)
                }
                for channel in 1...20 as ClosedRange<UInt32> {
                    let found = try store.readings(of: channel, .totalIndex, in: instants, Known(upTo: last))
                    #expect(found.map(\.mark) == best[channel].map { [ReadingRanks.marks[$0]] } ?? [])
                    #expect(found.map(\.value) == best[channel].map { [Int64($0)] } ?? [])
                }
            }
        }

        @Test(arguments: StoreUnderTest.allCases)
        func `takes the later of two of one rank, keeps a value before a hole, and replays what was known before`(
            candidate: StoreUnderTest
        ) throws {
            try candidate.with { store, revision in
                let numbers = try (0..<4).map { _ in try revision() }
                #expect(try keep([index(10)], in: store, numbers[0]).new == 1)
                #expect(try keep([index(11), index(12)], in: store, numbers[1]).new == 1)
                #expect(try keep([index(0, .missing(.outage))], in: store, numbers[2]).new == 0)
                #expect(try keep([index(12)], in: store, numbers[3]) == ReadingChanges())
                let found = try numbers.map { try values(store, Known(upTo: $0)) }
                #expect(found == [[10], [12], [12], [12]])
                #expect(try values(store, Known(upTo: Revision(0))) == [])
            }
        }

        @Test(arguments: StoreUnderTest.allCases)
        func `keeps those that do not count, by register and instant, earlier imports first, and names them`(
            candidate: StoreUnderTest
        ) throws {
            try candidate.with { store, revision in
                let numbers = try (0..<4).map { _ in try revision() }
                func energy(_ day: Int, _ value: Int64, _ mark: Mark) -> NumberedReading {
                    NumberedReading(1, .dailyEnergy, someDay.advanced(by: day).start, value, mark)
                }
                try keep((0..<3).map { energy($0, 10, .corrected) } + [index(4, .corrected)], in: store, numbers[0])
                let changes = try keep(
                    [energy(2, 12, .measured), energy(1, 11, .measured), energy(0, 10, .measured), index(5)], in: store,
                    numbers[1])
                #expect(changes.new == 0 && changes.outranked == 3)
                #expect(Set(changes.firstOutranked.map(\.value)) == [5, 11, 12])
                #expect(try keep([energy(1, 13, .estimated)], in: store, numbers[2]).outranked == 1)
                // Said again, it is kept once.
                #expect(
                    try keep([energy(1, 13, .estimated), energy(1, 11, .measured)], in: store, numbers[3]).outranked
                        == 0)
                let found = try store.uncountedReadings(of: 1, in: instants, Known(upTo: numbers[3]))
                #expect(found.map(\.register) == [.dailyEnergy, .dailyEnergy, .dailyEnergy, .totalIndex])
                #expect(found.map(\.known.value) == [11, 13, 12, 5])
                #expect(found.map(\.known.revision) == [1, 2, 1, 1].map { numbers[$0] })
                #expect(try store.uncountedReadings(of: 1, in: instants, Known(upTo: numbers[0])) == [])
                let second = someDay.advanced(by: 1).start
                #expect(try store.uncountedReadings(of: 1, in: second...second, Known(upTo: numbers[3])).count == 2)
                #expect(try store.uncountedReadings(of: 2, in: instants, Known(upTo: numbers[3])) == [])
            }
        }

        @Test(arguments: StoreUnderTest.allCases)
        func `counts all that do not count, and names the first hundred`(candidate: StoreUnderTest) throws {
            try candidate.with { store, revision in
                try keep((1...130).map { index(10, of: $0, .corrected) }, in: store, try revision())
                let changes = try keep((1...130).map { index(11, of: $0) }, in: store, try revision())
                #expect(changes.outranked == 130 && changes.firstOutranked.count == 100)
                #expect(changes.firstOutranked.allSatisfy { $0.value == 11 && $0.register == .totalIndex })
            }
        }
    }
}
