import Metering
import Store
import StoreKit
import TestKit
import Testing

extension MeasureStoreConformance {
    @Suite("keeps long histories of curves, and")
    struct CurveHistories {
        @Test(
            "answers like the plainest store through a long random history", arguments: 0..<4,
            StoreUnderTest.engines)
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
                        let sums = try openSums(store, of: selection, in: days, known)
                        #expect(try sums == plainSums(model, of: selection, in: days, known))
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
                        for row in rows { try appendRow(row, of: columns, to: plain) }
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
                for known in [Known(upTo: revisions[1]), .everything] {
                    #expect(try all(store, known) == all(model, known))
                }
            }
        }

        private func appendRow(_ row: Int, of columns: DayColumns, to writer: any MeasureWriter) throws {
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
                    ChannelKey(digits: digits, carrier: .electricity, direction: .extraction), day, line: 1, values[...]
                )
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
                let mark =
                    [Mark.measured, .measured, .corrected, .estimated].randomElement(using: &random) ?? .measured
                curve.set(Int32.random(in: -2...9_000, using: &random), mark, at: index)
            }
            return NumberedDay(channel: channel(Int.random(in: 0..<8, using: &random)), day: day, curve: curve)
        }
    }
}
