import Metering
import Store
import Testing

extension MeasureStoreConformance {
    @Suite("judges the indexes of a sealed revision, and")
    struct IndexJudgements {
        /// What was found, in words that can be compared.
        private static func judge(_ store: any MeasureStore, _ sealed: Known) throws -> (setAside: Int, found: [String])
        {
            var found: [String] = []
            let setAside = try store.judgeIndexes(of: sealed, passage) { found.append($0.words) }
            return (setAside, found.sorted())
        }

        /// Keeps readings as an import does: sealed, judged, revealed.
        private static func keep(
            _ readings: [NumberedReading], in store: any MeasureStore, _ revision: Revision
        ) throws -> (setAside: Int, found: [String]) {
            let (writer, _) = try seal(readings, in: store, revision)
            let result = try judge(store, Known(upTo: revision, isSealed: true))
            writer.reveal(knownAt: Instant(secondsSinceEpoch: 0))
            return result
        }

        @Test(arguments: StoreUnderTest.allCases)
        func `sets aside what fits neither neighbour, and leaves what was known before as it was`(
            candidate: StoreUnderTest
        ) throws {
            try candidate.with { store, revision in
                let (first, second) = (try revision(), try revision())
                let days = [0, 1, 3, 4]
                #expect(
                    try IndexJudgements.keep(days.map { index(Int64($0) * 100, day: $0) }, in: store, first).found == []
                )
                let result = try IndexJudgements.keep([index(90_000, day: 2), index(90_000, of: 2)], in: store, second)
                #expect(result.setAside == 1)
                #expect(result.found == ["setAside total of 1: 90000, beside 100"])
                #expect(try values(store, Known(upTo: second)) == [0, 100, 300, 400])
                #expect(try values(store, Known(upTo: first)) == [0, 100, 300, 400])
                #expect(try values(store, Known(upTo: second), of: 2) == [90_000])
                let uncounted = try store.uncountedReadings(of: 1, in: instants, Known(upTo: second))
                #expect(uncounted.map(\.known.value).contains(90_000) && Set(uncounted.map(\.known.value)).count == 1)
                #expect(
                    try energies(store, Known(upTo: second), of: ChannelNumbers([1])) == [[1, 0, 100], [1, 3, 100]])
            }
        }

        @Test(arguments: StoreUnderTest.allCases)
        func `lets one that was set aside answer again where what is around it is known better`(
            candidate: StoreUnderTest
        ) throws {
            try candidate.with { store, revision in
                let numbers = try (0..<2).map { _ in try revision() }
                let wrong = [
                    index(90_000, day: 0), index(90_100, day: 1), index(90_300, day: 3), index(90_400, day: 4),
                ]
                let first = try IndexJudgements.keep(wrong + [index(200, day: 2)], in: store, numbers[0])
                #expect(first.setAside == 1)
                let right = [0, 1, 3, 4].map { index(Int64($0) * 100, day: $0, .corrected) }
                let second = try IndexJudgements.keep(right, in: store, numbers[1])
                #expect(second.setAside == 0)
                #expect(second.found == ["countsAgain total of 1: 200, beside 100"])
                #expect(try values(store, Known(upTo: numbers[1])) == [0, 100, 200, 300, 400])
                #expect(try values(store, Known(upTo: numbers[0])) == [90_000, 90_100, 90_300, 90_400])
            }
        }

        @Test(arguments: StoreUnderTest.allCases)
        func `tells of pairs that answer and do not go together, and of a fall, which sets nothing aside`(
            candidate: StoreUnderTest
        ) throws {
            try candidate.with { store, revision in
                let (first, second) = (try revision(), try revision())
                _ = try IndexJudgements.keep(
                    [index(100), index(9_000, of: 2), index(9_100, day: 1, of: 2)], in: store, first)
                let result = try IndexJudgements.keep(
                    [index(90_000, day: 1), index(5, day: 2, of: 2), index(105, day: 3, of: 2)], in: store, second)
                #expect(result.setAside == 0)
                #expect(
                    result.found == [
                        "doubted total of 1: 90000, beside 100", "falls total of 2: 5, beside 9100",
                    ])
                #expect(try values(store, Known(upTo: second), of: 2) == [9_000, 9_100, 5, 105])
            }
        }

        @Test(arguments: StoreUnderTest.allCases)
        func `judges each register for itself, and no reading that is no index`(candidate: StoreUnderTest) throws {
            try candidate.with { store, revision in
                let last = try revision()
                let steady = (0..<5).map { index(Int64($0) * 100, day: $0, class: "HP") }
                let wild = (0..<5).map { index($0 == 2 ? 90_000 : 100, day: $0, class: "HC") }
                let powers = (0..<5).map {
                    NumberedReading(1, .maximumPower, someDay.advanced(by: $0).start, $0 == 2 ? 90_000 : 100)
                }
                let result = try IndexJudgements.keep(steady + wild + powers, in: store, last)
                #expect(result.setAside == 1 && result.found == ["setAside HC of 1: 90000, beside 100"])
                #expect(try values(store, Known(upTo: last), of: 1, .maximumPower) == [100, 100, 90_000, 100, 100])
            }
        }

        @Test(arguments: StoreUnderTest.allCases)
        func `gives the days that curve and indexes measure, where they differ by more than a tolerance`(
            candidate: StoreUnderTest
        ) throws {
            try candidate.with { store, revision in
                let (first, second) = (try revision(), try revision())
                let writer = try store.writer(for: first)
                for (number, offset) in [(0, 0), (1, 0), (2, 0), (3, 0), (0, 1)] {
                    let missing = number == 3 ? 0..<1 : 0..<0
                    try append(pointDay(number, 100, on: someDay.advanced(by: offset), missing: missing), to: writer)
                }
                _ = try writer.seal()
                writer.reveal(knownAt: Instant(secondsSinceEpoch: 0))
                let closings: [Int64] = [2_400, 2_410, 2_411, 9_999]
                let indexes = closings.enumerated().flatMap { place, closing in
                    [index(0, of: UInt32(place + 1)), index(closing, day: 1, of: UInt32(place + 1))]
                }
                let (own, _) = try seal(indexes, in: store, second)
                func found(_ sealed: Revision) throws -> [[Int64]] {
                    var found: [[Int64]] = []
                    try store.forEachDoublyMeasuredDay(of: Known(upTo: sealed, isSealed: true), apartBy: 10) {
                        #expect($1 == someDay)
                        found.append([Int64($0), $2.total, $3])
                    }
                    return found.sorted { $0[0] < $1[0] }
                }
                #expect(try found(second) == [[3, 2_400, 2_411]])
                own.reveal(knownAt: Instant(secondsSinceEpoch: 1))
                // A curve that a later revision brings is compared too, and nothing of which it says nothing.
                let third = try revision()
                let late = try store.writer(for: third)
                try append(pointDay(0, 101), to: late)
                _ = try late.seal()
                #expect(try found(third) == [[1, 2_424, 2_400]])
            }
        }
    }
}

extension IndexInTime {
    /// What was found, to be compared.
    var words: String {
        let beside = neighbour.map { ", beside \($0.value)" } ?? ""
        return "\(finding) \(register.shortName) of \(channel): \(reading.value)\(beside)"
    }
}
