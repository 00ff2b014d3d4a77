import Metering
import Store
import Testing

extension MeasureStoreConformance {
    @Suite("keeps readings of registers, and")
    struct Readings {
        @Test(arguments: StoreUnderTest.allCases)
        func `gives those of the asked register, channels and instants, each channel's in time order`(
            candidate: StoreUnderTest
        ) throws {
            try candidate.with { store, revision in
                let last = try revision()
                let noon = someDay.start.advanced(minutes: 720)
                // A channel of another page among them.
                var readings: [NumberedReading] = []
                for channel in [5_000, 3, 2, 1] as [UInt32] {
                    readings += [4, 0, 2, -1].map { index(Int64(channel) * 10 + Int64($0), day: $0, of: channel) }
                    for (register, value) in [(Register.totalIndex, 7), (.dailyEnergy, 9), (.maximumPower, 11)] {
                        readings.append(NumberedReading(channel, register, noon, Int64(value)))
                    }
                }
                #expect(try keep(readings, in: store, last).new == readings.count)
                var found: [[Int64]] = []
                let asked = someDay.start...someDay.advanced(by: 4).start
                let channels = ChannelNumbers([2, 5_000, 4])
                try store.forEachReading(of: .totalIndex, in: asked, of: channels, Known(upTo: last)) {
                    #expect($1.revision == last && $1.mark == .measured)
                    found.append([Int64($0), $1.value])
                }
                var expected: [[Int64]] = []
                for channel in [2, 5_000] as [Int64] {
                    expected += [channel * 10, 7, channel * 10 + 2, channel * 10 + 4].map { [channel, $0] }
                }
                #expect(found == expected)
                #expect(try values(store, Known(upTo: last), of: 3, .maximumPower) == [11])
                var everyone: [UInt32] = []
                try store.forEachReading(of: .dailyEnergy, in: noon...noon, of: .all, Known(upTo: last)) { channel, _ in
                    everyone.append(channel)
                }
                #expect(everyone == [1, 2, 3, 5_000])
            }
        }

        @Test(arguments: StoreUnderTest.allCases)
        func `shows those of a revision to nobody before it is revealed, and to its own judgement once it is sealed`(
            candidate: StoreUnderTest
        ) throws {
            try candidate.with { store, revision in
                let (first, second) = (try revision(), try revision())
                try keep([index(0)], in: store, first)
                let (writer, _) = try seal([index(5), index(6, day: 1)], in: store, second)
                #expect(try values(store, Known(upTo: first)) == [0])
                #expect(try values(store, Known(upTo: second, isSealed: true)) == [5, 6])
                writer.reveal(knownAt: Instant(secondsSinceEpoch: 1))
                #expect(try values(store, Known(upTo: second)) == [5, 6])
                #expect(try values(store, Known(upTo: first)) == [0])
            }
        }

        @Test(arguments: StoreUnderTest.allCases)
        func `forgets those of a discarded revision, with what was judged of it`(candidate: StoreUnderTest) throws {
            try candidate.with { store, revision in
                let (first, second) = (try revision(), try revision())
                try keep((0..<5).map { index(Int64($0) * 100, day: $0) }, in: store, first)
                _ = try seal([index(90_000, day: 5), index(50_000, day: 2)], in: store, second)
                let known = Known(upTo: second, isSealed: true)
                #expect(try store.judgeIndexes(of: known, passage) { _ in } > 0)
                try store.discard(second)
                #expect(try values(store, known) == [0, 100, 200, 300, 400])
                #expect(try store.uncountedReadings(of: 1, in: instants, known) == [])
                let third = try revision()
                #expect(try keep([index(500, day: 5)], in: store, third).new == 1)
                #expect(try values(store, Known(upTo: third)) == [0, 100, 200, 300, 400, 500])
            }
        }

        @Test(arguments: StoreUnderTest.allCases)
        func `shows what kept revisions brought when it is recovered, and drops curves of others`(
            candidate: StoreUnderTest
        ) throws {
            try candidate.with { store, revision in
                let (first, second) = (try revision(), try revision())
                for (number, revision) in [first, second].enumerated() {
                    let writer = try store.writer(for: revision)
                    try append(pointDay(number, 5), to: writer)
                    try writer.append(index(7, of: UInt32(number + 1)).plain, of: UInt32(number + 1))
                    _ = try writer.seal()
                }
                try store.discard(second)
                try store.recover(kept: [(first, Instant(secondsSinceEpoch: 9))])
                #expect(try all(store) == [pointDay(0, 5)])
                #expect(try values(store, Known(upTo: second), of: 1) == [7])
                #expect(try values(store, Known(upTo: second), of: 2) == [])
                var known: [Int64] = []
                try store.forEachRevision(of: .all, in: someDay...someDay, after: nil, .everything) {
                    known.append($3.secondsSinceEpoch)
                }
                #expect(known == [9])
            }
        }

        @Test(arguments: StoreUnderTest.allCases)
        func `takes them in columns as one by one, with the source that they are from`(
            candidate: StoreUnderTest
        ) throws {
            try candidate.with { store, revision in
                let readings = (1...40).map { index(Int64($0 * 10), day: $0 % 5, of: UInt32($0 % 7 + 1)) }
                var batch = RegisterBatch()
                for reading in readings { _ = batch.append(reading.plain) }
                #expect(batch.count == 40)
                let (first, second) = (try revision(), try revision())
                var writer = try store.writer(for: first)
                let places = 3..<batch.count
                try writer.append(batch, places, channels: readings[places].map(\.channel), from: .copy)
                let changes = try writer.seal().readings
                writer.reveal(knownAt: Instant(secondsSinceEpoch: 0))
                let model = StoreUnderTest.plainModel()
                writer = try model.writer(for: first)
                for reading in readings[places] { try writer.append(reading.plain.from(.copy), of: reading.channel) }
                let expected = try writer.seal().readings
                #expect(changes.new == expected.new && changes.outranked == expected.outranked)
                #expect(Set(changes.firstOutranked) == Set(expected.firstOutranked))
                writer.reveal(knownAt: Instant(secondsSinceEpoch: 0))
                for channel in 1...7 as ClosedRange<UInt32> {
                    let found = try ([store, model] as [any MeasureStore]).map {
                        try $0.readings(of: channel, .totalIndex, in: instants, Known(upTo: first))
                    }
                    #expect(found[0] == found[1] && found[0].allSatisfy { $0.mark.provenance == .copy })
                }
                // The operator's own count before copies.
                #expect(try keep([index(1, day: 2, of: 1)], in: store, second).new == 1)
            }
        }

        @Test(arguments: StoreUnderTest.allCases)
        func `has nothing to say of channels and days of which nothing is known`(candidate: StoreUnderTest) throws {
            try candidate.with { store, revision in
                for known in [Known(upTo: Revision(0)), Known(upTo: try revision()), .everything] {
                    #expect(try all(store, known).isEmpty && energies(store, known).isEmpty)
                    #expect(try values(store, known).isEmpty)
                    #expect(try store.uncountedReadings(of: 9, in: instants, known).isEmpty)
                    #expect(try store.totals(of: ChannelNumbers([3]), in: days, known).allSatisfy { $0[3] == nil })
                    #expect(try openSums(store, of: .all, in: days, known).isEmpty)
                    try store.forEachBeside(of: 1, in: days, known) { _, _, _ in Issue.record("something is beside") }
                }
            }
        }
    }
}
