import Metering
import TestKit
import Testing

@testable import Store

/// Powers and energies that meet are held against an oracle that knows minutes alone.
@Suite("Statements about one day that meet")
struct DayMeetingTests {
    private let day = CivilDay(daysSinceEpoch: 20_000)

    /// What is known of one minute: the best statement so far, and its mean power.
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
            let power = Int64(curve.values[index]) * (curve.unit == .watt ? 1 : Int64(60 / curve.step.minutes))
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
            let factor = curve.unit == .watt ? 1 : Int64(60 / curve.step.minutes)
            return (mark.quality, mark.quality == .missing ? 0 : Int64(curve.values[index]) * factor)
        }
    }

    private func statement(_ random: inout SeededGenerator, units: [Unit] = [.watt, .wattHour]) -> DayCurve {
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

    @Test("give each minute the value that ranks first, whatever their units and steps", arguments: 0..<300)
    func oracle(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var known = [Minute](repeating: Minute(), count: day.minutes)
        var meeting = DayMeeting(nil, beside: [])
        for order in 0..<Int.random(in: 1...6, using: &random) {
            let statement = statement(&random)
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
        var meeting = DayMeeting(corrected, beside: [])
        meeting.take(raw)
        #expect(meeting.answer == corrected && meeting.besides == [raw] && meeting.outranked == 48)
    }

    @Test("let the volumes or the energies answer, whichever know more of the day, in any order", arguments: 0..<300)
    func volumes(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let statements = (0..<5).map { number in
            // One quality a statement of a unit: their time decides nothing.
            var curve = statement(&random, units: [.litre, .wattHour])
            curve = DayCurve(missing: day, step: .hour, unit: curve.unit)
            for index in number * 4..<min(24, number * 4 + Int.random(in: 1...8, using: &random)) {
                curve.set(Int32(index * 7 + 1), .measured, at: index)
            }
            return curve
        }
        var answers: [DayCurve?] = []
        for order in [statements, statements.reversed(), statements.shuffled(using: &random)] {
            // Each statement comes in an import of its own: what was kept beside is known to the next.
            var (answer, besides): (DayCurve?, [DayCurve]) = (nil, [])
            for statement in order {
                var meeting = DayMeeting(answer, beside: besides)
                meeting.take(statement)
                (answer, besides) = (meeting.answer, besides + meeting.besides)
            }
            answers.append(answer)
        }
        #expect(answers[1] == answers[0] && answers[2] == answers[0])
    }
}
