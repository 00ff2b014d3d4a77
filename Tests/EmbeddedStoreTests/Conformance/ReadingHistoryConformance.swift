import Disclosure
import Metering
import Store
import StoreKit
import TestKit
import Testing

extension MeasureStoreConformance {
    @Suite("keeps long histories of readings, and")
    struct ReadingHistories {
        /// Registers of every grid, and those that are no index.
        private static let registers: [Register] =
            ["total", "HP", "HC", "supplier:Base", "IDX_EAS_D1", "EAS D1", "EAS F1", "supplier:IDX_EAS_F1", "untold"]
            .map { .index(temporalClass: $0) } + [.dailyEnergy, .maximumPower]
        private static let marks: [Mark] = [
            .measured, .measured, .measured, .corrected, .estimated, .measured.from(.copy), .missing(.sentEmpty),
            .missing(.quarantined), Mark(.measured, isDoubtful: true),
        ]
        /// On both sides of where an engine may begin another page.
        private static let channels: [UInt32] = [4_092, 4_093, 4_094, 4_095, 4_096, 4_098]
        /// Two months.
        private static let days = CivilDay(daysSinceEpoch: 20_750)...CivilDay(daysSinceEpoch: 20_760)

        @Test(arguments: 0..<12 as Range<UInt64>, StoreUnderTest.engines)
        func `answers as the plainest store does, at every horizon`(seed: UInt64, candidate: StoreUnderTest) throws {
            try candidate.with { store, revision in
                let model = MemoryMeasureStore()
                var random = SeededGenerator(seed: seed)
                var kept: [Revision] = []
                for _ in 0..<10 {
                    let next = try revision()
                    let writers = try ([store, model] as [any MeasureStore]).map { try $0.writer(for: next) }
                    try ReadingHistories.write(&random, to: writers)
                    let changes = try writers.map { try $0.seal().readings }
                    #expect(changes[0].new == changes[1].new && changes[0].outranked == changes[1].outranked)
                    #expect(Set(changes[0].firstOutranked) == Set(changes[1].firstOutranked))
                    let judged = try ([store, model] as [any MeasureStore]).map {
                        try ReadingHistories.judged(of: next, by: $0)
                    }
                    #expect(judged[0] == judged[1])
                    if Int.random(in: 0..<4, using: &random) > 0 {
                        kept.append(next)
                        for writer in writers { writer.reveal(knownAt: Instant(secondsSinceEpoch: next.number)) }
                    } else {
                        for store in [store, model] as [any MeasureStore] { try store.discard(next) }
                    }
                }
                for horizon in [Revision(0)] + kept {
                    // To ask an engine for all is dear where most numbers have nothing to say: once is enough.
                    let most = horizon == kept.last ? .all : ChannelNumbers(ReadingHistories.channels)
                    let answers = try ([store, model] as [any MeasureStore]).map {
                        try ReadingHistories.answers(of: $0, [most, ChannelNumbers([4_093, 4_096, 77])], horizon)
                    }
                    #expect(answers[0] == answers[1])
                }
            }
        }

        /// Steady meters, of which some readings are wild, and now and then a day's curve.
        private static func write(_ random: inout SeededGenerator, to writers: [any MeasureWriter]) throws {
            for _ in 0..<Int.random(in: 1...150, using: &random) {
                let (channel, register) = (
                    channels.randomElement(using: &random) ?? 1, registers.randomElement(using: &random) ?? .totalIndex
                )
                let offset = Int.random(in: 0..<days.count, using: &random)
                let isWild = Int.random(in: 0..<8, using: &random) == 0
                let value = isWild ? Int64.random(in: 0...60_000, using: &random) : Int64(offset) * 1_000
                let midnight = days.lowerBound.advanced(by: offset).start
                let isAtMidnight = Int.random(in: 0..<6, using: &random) > 0
                let reading = NumberedReading(
                    channel, register, isAtMidnight ? midnight : midnight.advanced(minutes: 90), value,
                    marks.randomElement(using: &random) ?? .measured)
                for writer in writers { try writer.append(reading.plain, of: channel) }
            }
            for _ in 0..<3 {
                let channel = channels.randomElement(using: &random) ?? 1
                let day = days.lowerBound.advanced(by: Int.random(in: 0..<days.count, using: &random))
                let power = Int32.random(in: 41...43, using: &random)
                let curve = DayCurve(
                    step: .hour, unit: .watt, values: Array(repeating: power, count: Step.hour.count(in: day)))
                for writer in writers { try writer.append(curve, of: channel, on: day) }
            }
        }

        /// What a store finds in a sealed revision, in words that can be compared.
        private static func judged(of revision: Revision, by store: any MeasureStore) throws -> [String] {
            let sealed = Known(upTo: revision, isSealed: true)
            var found: [String] = []
            let setAside = try store.judgeIndexes(of: sealed, passage) {
                // An index that was judged before in the same import may be known by that verdict: its import is left
                // out.
                found.append("\($0.words) at \($0.reading.at), \($0.reading.mark.rawValue)")
            }
            try store.forEachDoublyMeasuredDay(of: sealed, apartBy: 15) { channel, day, curve, indexed in
                found.append("\(channel) on \(day): \(curve.total), \(indexed)")
            }
            return ["\(setAside) of its own"] + found.sorted()
        }

        /// All that a store answers of readings, in words that can be compared.
        private static func answers(
            of store: any MeasureStore, _ asked: [ChannelNumbers], _ horizon: Revision
        ) throws -> [String] {
            var answers: [String] = []
            let known = Known(upTo: horizon)
            let instants = days.lowerBound.start...days.upperBound.end
            for (place, channels) in asked.enumerated() {
                for register in registers {
                    try store.forEachReading(of: register, in: instants, of: channels, known) { channel, reading in
                        answers.append("\(place) \(channel) \(register.name) \(reading.words)")
                    }
                }
                try store.forEachIndexEnergy(of: channels, on: days, known) { channel, day, energy in
                    let revisions = [energy.opening, energy.closing].map { $0.map(\.number) }
                    answers.append("\(place) \(channel) \(day) \(energy.total) \(energy.quality.name) \(revisions)")
                }
                var revisions: Set<String> = []
                try store.forEachIndexRevision(of: channels, on: days, known) { channel, midnight, revision in
                    revisions.insert("\(place) \(channel) \(midnight.secondsSinceEpoch) by \(revision.number)")
                }
                answers += revisions
            }
            let uncounted = try channels.flatMap { channel in
                try store.uncountedReadings(of: channel, in: instants, known).map {
                    "\(channel) \($0.register.name) \($0.known.words)"
                }
            }
            return answers.sorted() + uncounted
        }
    }
}

extension KnownReading {
    /// All of it, to be compared.
    fileprivate var words: String { "\(at.secondsSinceEpoch) \(value) \(mark.rawValue) \(revision.number)" }
}
