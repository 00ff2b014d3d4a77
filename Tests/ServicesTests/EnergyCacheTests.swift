import Analytics
import DirectoryKit
import Disclosure
import EmbeddedStore
import Metering
import Store
import TestKit
import Testing

@testable import Publication

/// A store with every source of energies, stated again and again: curves with holes, indexes that are missing or fall,
/// daily energies.
private struct Muddle {
    let town: Town
    static let points = 60
    static let days = Town.day...Town.day.advanced(by: 5)
    /// The registers of indexes, by grid: the first grid that both midnights have counts.
    static let grids: [[Register]] = [
        [.totalIndex], [.index(temporalClass: "HC"), .index(temporalClass: "HP")],
        [.index(temporalClass: "supplier:P")],
    ]
    static let indexes = grids[0] + grids[0] + grids[1] + grids[1] + grids[2]

    init(seed: UInt64) throws {
        town = try Town()
        var random = SeededGenerator(seed: seed)
        for file in 0..<12 {
            try town.keep { session in
                for _ in 0..<(file == 0 ? 600 : 40) { try Muddle.keepAnything(session, &random) }
            }
            if file == 7, Bool.random(using: &random) { _ = try town.data.compact() }
        }
    }

    private static func keepAnything(_ session: ImportSession, _ random: inout SeededGenerator) throws {
        let number = Int.random(in: 0..<points, using: &random)
        let day = Town.day.advanced(by: Int.random(in: 0...6, using: &random))
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            let isWhole = Int.random(in: 0..<3, using: &random) > 0
            let watts = Int32.random(in: 0...9_000, using: &random)
            try session.keep(Town.pointDay(number, watts: watts, on: day, missing: isWhole ? 0..<0 : 3..<9))
        case 1:
            try keep(.dailyEnergy, Int64.random(in: -5...90_000, using: &random), number, day, session, &random)
        default:
            let isHuge = Int.random(in: 0..<9, using: &random) == 0
            let value =
                isHuge ? Int64.random(in: .min ... .max, using: &random) : Int64.random(in: 0...900, using: &random)
            let register = Muddle.indexes[Int.random(in: 0..<Muddle.indexes.count, using: &random)]
            try keep(register, value, number, day, session, &random)
        }
    }

    private static func keep(
        _ register: Register, _ value: Int64, _ number: Int, _ day: CivilDay, _ session: ImportSession,
        _ random: inout SeededGenerator
    ) throws {
        let isMissing = Int.random(in: 0..<8, using: &random) == 0
        try session.keep(
            RegisterReading(
                channel: Town.channel(number), register: register, at: day.start, value: value,
                mark: isMissing ? .missing(.notReceived) : Mark(.measured), line: 1))
    }

    var known: Known { town.data.ledger.known() }

    func scope(_ numbers: [UInt32]) -> FigureScope {
        let set = PointSet(id: "s", kind: "building", useCase: "2a", visibility: .restricted)
        return FigureScope(
            set: set,
            request: FigureRequest(
                set: set, carrier: .electricity, direction: .extraction, period: Muddle.days,
                expectedPoints: numbers.count, consent: nil), channels: numbers.sorted(), definedBy: Revision(1))
    }
}

@Suite("Energies of days")
struct EnergyCacheTests {
    /// The rule in its plainest form, for one channel and day.
    private func expected(
        _ number: UInt32, _ day: CivilDay, _ data: DataDirectory, _ known: Known
    ) throws -> EnergiesOfDay.Entry? {
        func reading(_ register: Register, _ at: Instant) throws -> KnownReading? {
            var found: KnownReading?
            try data.measures.forEachReading(of: register, in: at...at, of: .all, known) {
                if $0 == number { found = $1 }
            }
            return found
        }
        var told: (energy: EnergiesOfDay.Entry?, loss: Int64, isOwn: Bool)?
        for grid in Muddle.grids {
            let opening = try grid.compactMap { register in try reading(register, day.start).map { (register, $0) } }
            let closing = try grid.compactMap { register in try reading(register, day.end).map { (register, $0) } }
            guard !opening.isEmpty, opening.map(\.0) == closing.map(\.0),
                (opening + closing).allSatisfy({ $0.1.mark.quality != .missing }),
                let first = sum(opening.map(\.1.value)), let last = sum(closing.map(\.1.value))
            else { continue }
            let (difference, isBeyond) = last.subtractingReportingOverflow(first)
            let isEnergy = !isBeyond && difference >= 0
            // What counting loses: less than a kilowatt-hour a class where all indexes are whole ones, else a
            // watt-hour.
            let isWhole = (opening + closing).allSatisfy { $0.1.value % 1_000 == 0 }
            let loss = Int64(opening.count) * (isWhole ? 1_000 : 1)
            if let before = told {
                guard !before.isOwn, let energy = before.energy else { continue }
                let isNear = isEnergy && abs(energy.total - difference) <= before.loss + loss
                if !isNear { told = (nil, 0, false) }
                continue
            }
            let isOwn = grid == [.totalIndex]
            guard isEnergy else {
                told = (nil, 0, isOwn)
                continue
            }
            let revisions = [opening, closing].map { Set($0.map(\.1.revision)) }
            let newest = revisions.compactMap { $0.max() }
            told = (
                EnergiesOfDay.Entry(
                    total: difference, quality: (opening + closing).map(\.1.mark.quality).max() ?? .measured,
                    source: .indexes, revision: newest[0], closing: newest[1],
                    others: revisions[0].union(revisions[1]).subtracting(newest).sorted()), loss, isOwn
            )
        }
        if let energy = told?.energy, isPossible(energy.total, on: day) { return energy }
        if let stated = try reading(.dailyEnergy, day.start), stated.mark.quality != .missing {
            return EnergiesOfDay.Entry(
                total: stated.value, quality: stated.mark.quality, source: .dailyEnergy, revision: stated.revision)
        }
        var entry: EnergiesOfDay.Entry?
        try data.measures.forEachDay(of: ChannelNumbers([number]), in: day...day, known) {
            _, _, revision, curve in
            guard curve.isComplete else { return }
            entry = EnergiesOfDay.Entry(
                total: curve.total, quality: curve.quality, source: .curve, revision: revision)
        }
        return entry
    }

    /// No list says anything of these points: what no connection carries is no energy of theirs.
    private func isPossible(_ energy: Int64, on day: CivilDay) -> Bool {
        RegisterRule.isPossible(
            from: 0, to: energy, seconds: Int64(day.minutes) * 60, within: ConnectionLimit(any: .electricity))
    }

    private func sum(_ values: [Int64]) -> Int64? {
        var sum: Int64 = 0
        for value in values {
            let (next, overflows) = sum.addingReportingOverflow(value)
            if overflows { return nil }
            sum = next
        }
        return sum
    }

    @Test(
        "are those of the best source, read for all channels or for few, at any horizon",
        arguments: 0..<6 as Range<UInt64>)
    func sources(seed: UInt64) throws {
        let muddle = try Muddle(seed: seed)
        let data = muddle.town.data
        var random = SeededGenerator(seed: seed &+ 99)
        for known in [muddle.known, muddle.known.upTo(Revision(Int64.random(in: 1...12, using: &random)))] {
            let reader = EnergyReader(office: data.makeOffice(), known: known, isEstimating: false)
            let numbers = (1...UInt32(Muddle.points)).shuffled(using: &random).prefix(20)
            let few = try reader.energies(of: ChannelNumbers(numbers), on: Muddle.days)
            for (day, ofFew) in zip(Muddle.days.all, few) {
                let all = try reader.energies(of: .all, on: day...day)[0]
                for number in numbers {
                    let best = try expected(number, day, data, known)
                    #expect(all.measured(number) == best)
                    #expect(ofFew.measured(number) == best)
                }
                #expect(ofFew.measured(9_999) == nil && all.measured(9_999) == nil)
            }
        }
    }

    @Test(
        "are what they were when they were closed: each channel's at its last closing, estimates too",
        arguments: 0..<6 as Range<UInt64>, [false, true])
    func closed(seed: UInt64, estimating: Bool) throws {
        let muddle = try Muddle(seed: seed)
        let data = muddle.town.data
        var random = SeededGenerator(seed: seed &+ 17)
        let holders = try data.catalogue.holders(muddle.known)
        let parts = [Array(1...20 as ClosedRange<UInt32>), Array(15...30 as ClosedRange<UInt32>)]
        var horizonOf: [CivilDay: [UInt32: Revision]] = [:]
        for part in parts {
            let closings = Muddle.days.all.map { day in
                let horizon = Revision(Int64.random(in: 1...12, using: &random))
                for channel in part { horizonOf[day, default: [:]][channel] = horizon }
                return DayClosing(day: day, channels: Panel(part), horizon: horizon, isEstimating: estimating)
            }
            _ = try data.releases.record([], remembering: GuardMemory(), closing: closings, now: Town.now)
        }
        let cache = try EnergyCache(data.makeOffice(), isEstimating: !estimating, muddle.known)
        for channels in [Array(1...3 as ClosedRange<UInt32>), Array(1...50 as ClosedRange<UInt32>)] {
            var all = Int128(0)
            for channel in channels {
                var expected: Int64?
                for day in Muddle.days.all {
                    let horizon = horizonOf[day]?[channel] ?? muddle.known.horizon
                    let then = EnergyReader(
                        office: data.makeOffice(), known: muddle.known.upTo(horizon), isEstimating: estimating)
                    let entry = try then.energies(of: ChannelNumbers([channel]), on: day...day)[0].entry(of: channel)
                    if let entry { expected = (expected ?? 0) + entry.total }
                }
                #expect(try cache.energy(of: channel, over: Muddle.days) == expected)
                all += Int128(expected ?? 0)
            }
            let scope = muddle.scope(channels)
            let sums = try cache.sums(of: [scope, scope], over: Muddle.days, holders, [.closed, .now])
            let fresh = try EnergyCache(data.makeOffice(), isEstimating: !estimating, muddle.known)
            let alone = try fresh.sums(of: [scope], over: Muddle.days, holders, [.closed])[0]
            expectEqual(sums[0], alone)
            #expect(sums[0].sum == all)
            let now = try fresh.sums(of: [scope], over: Muddle.days, holders, [.now])[0]
            expectEqual(sums[1], now)
        }
    }

    private func expectEqual(_ left: ScopeEnergies, _ right: ScopeEnergies) {
        #expect(left.changes(since: right).isEmpty)
        let words = [left, right].map { $0.basis.fingerprint(of: $0.scope, under: "p", isEstimating: false) }
        #expect(words[0] == words[1])
        #expect(left.basis.revisions == right.basis.revisions)
    }
}
