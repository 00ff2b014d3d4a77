import Metering
import Store
import Testing

extension MeasureStoreConformance {
    @Suite("tells the energies of days from indexes, and")
    struct IndexEnergies {
        /// Indexes of two classes at the midnights of a day: `opening` and `closing` by class.
        private static func classes(
            _ names: [String], _ opening: [Int64], _ closing: [Int64], channel: UInt32 = 1, day: Int = 0
        ) -> [NumberedReading] {
            zip(names, opening).map { index($1, day: day, of: channel, class: $0) }
                + zip(names, closing).map { index($1, day: day + 1, of: channel, class: $0) }
        }

        @Test(arguments: StoreUnderTest.allCases)
        func `adds the classes of a grid, with the worst quality and the imports that stated them`(
            candidate: StoreUnderTest
        ) throws {
            try candidate.with { store, revision in
                let (first, second) = (try revision(), try revision())
                try keep(
                    [
                        index(1_000, class: "HP"), index(500, class: "HC"),
                        index(1_700, day: 1, .estimated, class: "HP"),
                        NumberedReading(1, .dailyEnergy, someDay.start, 77),
                    ], in: store, first)
                #expect(try energies(store, Known(upTo: first)) == [])
                try keep([index(600, day: 1, .corrected, class: "HC")], in: store, second)
                var found: [IndexEnergy] = []
                try store.forEachIndexEnergy(of: ChannelNumbers([1, 2]), on: days, Known(upTo: second)) {
                    channel, day, energy in
                    #expect(channel == 1 && day == someDay)
                    found.append(energy)
                }
                #expect(
                    found == [IndexEnergy(total: 800, quality: .estimated, opening: [first], closing: [first, second])])
                #expect(found.first?.revision == second)
            }
        }

        @Test(arguments: StoreUnderTest.allCases)
        func `believes the flow's own total first, then the distributor's classes, then the supplier's`(
            candidate: StoreUnderTest
        ) throws {
            try candidate.with { store, revision in
                let grids: [([String], Int64)] = [
                    (["supplier:Base"], 2_000), (["HP", "HC"], 2_400), (["total"], 5_000),
                ]
                for (names, energy) in grids {
                    let last = try revision()
                    let whole = (
                        names.map { _ in Int64(1_000) }, names.map { _ in 1_000 + energy / Int64(names.count) }
                    )
                    try keep(IndexEnergies.classes(names, whole.0, whole.1), in: store, last)
                    #expect(try energies(store, Known(upTo: last)) == [[1, 0, energy]])
                }
            }
        }

        private static let untold: [(String, [NumberedReading])] = [
            ("that fall", classes(["total"], [900], [100])),
            ("of another class at each midnight", [index(1, class: "HP"), index(9, day: 1, class: "HC")]),
            ("of which a class is missing at one", classes(["HP", "HC"], [1, 1], [9])),
            (
                "of which a class was sent empty",
                classes(["HP"], [1], [9]) + [index(0, .missing(.sentEmpty), class: "HC")]
            ),
            (
                "of which a class is not told",
                classes(["HP"], [1], [9]) + [index(0, day: 1, .missing(.sentEmpty), class: "untold")]
            ),
            ("beyond 64 bits", classes(["HP", "HC"], [.max, 1], [.max, 2])),
            ("that differ by more than 64 bits", classes(["total"], [.min], [.max])),
            (
                "of grids that contradict each other",
                classes(["HP"], [1_003], [2_007]) + classes(["supplier:Base"], [1_003], [90_007])
            ),
            ("two days apart", [index(1), index(9, day: 2)]),
        ]

        @Test(arguments: StoreUnderTest.allCases, untold)
        func `tells none of indexes`(candidate: StoreUnderTest, indexes: (name: String, readings: [NumberedReading]))
            throws
        {
            try candidate.with { store, revision in
                let last = try revision()
                try keep(indexes.readings, in: store, last)
                #expect(try energies(store, Known(upTo: last)) == [], "\(indexes.name)")
            }
        }

        @Test(arguments: StoreUnderTest.allCases)
        func `tells days of months and of channels far apart, where all are asked for and where some are`(
            candidate: StoreUnderTest
        ) throws {
            try candidate.with { store, revision in
                let last = try revision()
                let channels: [UInt32] = [1, 4_095, 4_096, 5_000]
                try keep(
                    channels.flatMap { channel in (-15...35).map { index(Int64($0 + 20) * 100, day: $0, of: channel) }
                    },
                    in: store, last)
                var expected: [[Int64]] = []
                for channel in channels { expected += (-15..<35).map { [Int64(channel), Int64($0), 100] } }
                #expect(try energies(store, Known(upTo: last)) == expected)
                let some = try energies(store, Known(upTo: last), of: ChannelNumbers([4_096, 77]))
                #expect(some == expected.filter { $0[0] == 4_096 })
                var inOrder: [UInt32: [CivilDay]] = [:]
                try store.forEachIndexEnergy(of: .all, on: days, Known(upTo: last)) { channel, day, _ in
                    inOrder[channel, default: []].append(day)
                }
                #expect(inOrder.values.allSatisfy { $0 == $0.sorted() })
            }
        }

        @Test(arguments: StoreUnderTest.allCases)
        func `gives every import that says anything of an index at a midnight, also that it counts no more`(
            candidate: StoreUnderTest
        ) throws {
            try candidate.with { store, revision in
                let numbers = try (0..<4).map { _ in try revision() }
                try keep((0..<6).map { index(Int64($0) * 10, day: $0) }, in: store, numbers[0])
                try keep([index(11, day: 1, .estimated), index(5, day: 1, of: 2, class: "HP")], in: store, numbers[1])
                try keep([NumberedReading(1, .dailyEnergy, someDay.start, 3)], in: store, numbers[2])
                let (writer, _) = try seal([index(90_000, day: 3)], in: store, numbers[3])
                let known = Known(upTo: numbers[3], isSealed: true)
                #expect(try store.judgeIndexes(of: known, passage) { _ in } == 1)
                writer.reveal(knownAt: Instant(secondsSinceEpoch: 0))
                func found(_ known: Known) throws -> Set<[Int64]> {
                    var found: Set<[Int64]> = []
                    try store.forEachIndexRevision(of: .all, on: someDay...someDay.advanced(by: 2), known) {
                        let day = CivilDay(containing: $1).daysSinceEpoch - someDay.daysSinceEpoch
                        found.insert([Int64($0), Int64(day), $2.number])
                    }
                    return found
                }
                let first = Set((0...3).map { [1, Int64($0), numbers[0].number] })
                let second: Set = [[1, 1, numbers[1].number], [2, 1, numbers[1].number]]
                #expect(try found(Known(upTo: numbers[0])) == first)
                #expect(try found(Known(upTo: numbers[2])) == first.union(second))
                #expect(try found(Known(upTo: numbers[3])) == first.union(second).union([[1, 3, numbers[3].number]]))
            }
        }
    }
}
