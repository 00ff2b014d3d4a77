import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

/// Powers and energies that meet, and volumes, are held against an oracle that knows minutes alone.
@Suite("Statements about one day that meet")
struct DayMeetingTests {
    private let day = CivilDay(daysSinceEpoch: 20_000)

    /// What is known of one minute: the best statement so far, and its mean power or flow.
    private struct Minute: Equatable {
        var quality = Quality.missing
        var power: Int64 = 0
        var rank: [Int] = []
    }

    private func overlay(_ curve: DayCurve, _ order: Int, on minutes: inout [Minute]) {
        for index in 0..<curve.count where curve.mark(at: index).quality != .missing {
            let mark = curve.mark(at: index)
            let trust = [Quality.estimated: 1, .measured: 2, .corrected: 3][mark.quality] ?? 0
            let rank = [trust, mark.provenance == .primary ? 1 : 0, -curve.step.minutes, order]
            let power = Int64(curve.values[index]) * (curve.unit.isMean ? 1 : Int64(60 / curve.step.minutes))
            for minute in index * curve.step.minutes..<(index + 1) * curve.step.minutes
            where minutes[minute].rank.lexicographicallyPrecedes(rank) {
                minutes[minute] = Minute(quality: mark.quality, power: power, rank: rank)
            }
        }
    }

    private func minutes(of curve: DayCurve) -> [(Quality, Int64)] {
        (0..<day.minutes).map { minute in
            let index = minute / curve.step.minutes
            let mark = curve.mark(at: index)
            let factor = curve.unit.isMean ? 1 : Int64(60 / curve.step.minutes)
            return (mark.quality, mark.quality == .missing ? 0 : Int64(curve.values[index]) * factor)
        }
    }

    private func statement(_ random: inout SeededGenerator, units: [Unit]) -> DayCurve {
        let step = Step.allCases.randomElement(using: &random) ?? .hour
        var curve = DayCurve(missing: day, step: step, unit: units.randomElement(using: &random) ?? .watt)
        let mark = [Mark.measured, .measured, .corrected, .estimated].randomElement(using: &random) ?? .measured
        let first = Int.random(in: 0..<curve.count, using: &random)
        for index in first..<Int.random(in: first...curve.count, using: &random) {
            let source = Provenance.allCases.randomElement(using: &random) ?? .primary
            curve.set(Int32.random(in: 0...9_000, using: &random), mark.from(source), at: index)
        }
        return curve
    }

    @Test(
        "give each minute the value that ranks first, whatever their units and steps", arguments: 0..<300,
        [[Unit.watt, .wattHour], [.litre]])
    func oracle(seed: Int, units: [Unit]) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var known = [Minute](repeating: Minute(), count: day.minutes)
        var meeting = DayMeeting(nil)
        for order in 0..<Int.random(in: 1...6, using: &random) {
            let statement = statement(&random, units: units)
            overlay(statement, order, on: &known)
            meeting.take(statement)
        }
        let found = minutes(of: try #require(meeting.answer))
        #expect(found.map(\.0) == known.map(\.quality))
        #expect(found.map(\.1) == known.map(\.power))
    }

    @Test("keep what is outranked, as it was stated")
    func outranked() throws {
        var corrected = DayCurve(missing: day, step: .minutes30, unit: .watt)
        for index in 0..<48 { corrected.set(600, .corrected, at: index) }
        let raw = DayCurve(step: .minutes30, unit: .watt, values: Array(repeating: 500, count: 48))
        var meeting = DayMeeting(corrected)
        meeting.take(raw)
        #expect(meeting.answer == corrected && meeting.kept == [raw] && meeting.outranked == 48)
    }

    /// Volumes of a day, of which the quality and the length of the interval alone decide: one of each for an interval,
    /// whoever states it.
    private func volumes(_ random: inout SeededGenerator, _ steps: [Step]) -> DayCurve {
        let step = steps.randomElement(using: &random) ?? .hour
        let mark = [Mark.measured, .corrected, .estimated].randomElement(using: &random) ?? .measured
        var curve = DayCurve(missing: day, step: step, unit: .litre)
        let first = Int.random(in: 0..<curve.count, using: &random)
        for index in first..<Int.random(in: first...curve.count, using: &random) {
            let isHole = Int.random(in: 0..<8, using: &random) == 0
            let value = Int32(index * 7 % 31 + step.minutes + 100 * Int(mark.quality.rawValue))
            curve.set(value, isHole ? .missing(.sentEmpty) : mark, at: index)
        }
        return curve
    }

    @Test("of water give the same day in any order and split, and no better value gives way to a worse")
    func water() {
        for seed in 0..<1_000 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let steps: [Step] = seed % 8 == 0 ? [.hour, .minutes30, .minutes15, .minutes10] : [.hour, .minutes30]
            let statements = (0..<Int.random(in: 2...4, using: &random)).map { _ in volumes(&random, steps) }
            let orders = [
                statements, statements.reversed(), statements.flatMap { halves(of: $0) }.shuffled(using: &random),
            ]
            let answers = orders.map { order in
                var meeting = DayMeeting(nil)
                for statement in order { meeting.take(statement) }
                return meeting.answer
            }
            #expect(answers.allSatisfy { $0 == answers[0] }, "seed \(seed)")
            guard let answer = answers[0] else { continue }
            let trusted: [Quality: Int] = [.missing: 0, .estimated: 1, .measured: 2, .corrected: 3]
            for statement in statements {
                for minute in stride(from: 0, to: day.minutes, by: 5) {
                    let (mine, stated) = (quality(of: answer, at: minute), quality(of: statement, at: minute))
                    let isWorse = (trusted[mine] ?? 0) < (trusted[stated] ?? 0)
                    if isWorse { Issue.record("seed \(seed), minute \(minute): \(mine) in place of \(stated)") }
                }
            }
        }
    }

    private func quality(of curve: DayCurve, at minute: Int) -> Quality {
        curve.mark(at: minute / curve.step.minutes).quality
    }

    /// What a statement says, in two.
    private func halves(of statement: DayCurve) -> [DayCurve] {
        [0, 1].map { half in
            var part = statement
            for index in 0..<part.count where index % 2 == half { part.set(0, .missing(.notReceived), at: index) }
            return part
        }
    }

    @Test("of corrected hours and raw half-hours of water keep the corrections and every litre, in any order")
    func correctedHours() throws {
        var corrected = DayCurve(missing: day, step: .hour, unit: .litre)
        for hour in 0..<23 { corrected.set(15, .corrected, at: hour) }
        let raw = DayCurve(step: .minutes30, unit: .litre, values: Array(repeating: 7, count: 48))
        for order in [[corrected, raw], [raw, corrected]] {
            var meeting = DayMeeting(nil)
            for statement in order { meeting.take(statement) }
            let answer = try #require(meeting.answer)
            #expect(answer.unit == .litrePerHour && answer.step == .minutes30)
            #expect(answer.qualityCounts == QualityCounts(measured: 2, corrected: 46))
            #expect(answer.total == 23 * 15 + 14)
            #expect(meeting.outranked == (order[0] == corrected ? 46 : 0))
        }
    }

    @Test("of water on two steps are litres again where the shorter intervals say all")
    func litres() {
        let hours = DayCurve(step: .hour, unit: .litre, values: Array(repeating: 15, count: 24))
        let halves = DayCurve(step: .minutes30, unit: .litre, values: (0..<48).map { $0 % 9 })
        var meeting = DayMeeting(hours)
        meeting.take(halves)
        #expect(meeting.answer == halves && meeting.kept.isEmpty)
        var other = DayMeeting(halves)
        other.take(hours)
        #expect(other.answer == halves && other.kept == [hours] && other.outranked == 24)
    }

    @Test("lose a value that is too large to be a power, and no other")
    func tooLarge() throws {
        let powers = DayCurve(step: .minutes30, unit: .watt, values: Array(repeating: 500, count: 48))
        var energies = DayCurve(step: .minutes30, unit: .wattHour, values: Array(repeating: 300, count: 48))
        energies.set(.max, .measured, at: 7)
        var meeting = DayMeeting(powers)
        meeting.take(energies)
        let answer = try #require(meeting.answer)
        #expect(answer.values[7] == 500 && answer.values.count { $0 == 600 } == 47)
        #expect(meeting.outranked == 1 && meeting.kept == [energies])
    }
}
