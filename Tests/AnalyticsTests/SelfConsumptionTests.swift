import Analytics
import Metering
import TestKit
import Testing

@Suite("Self-consumption")
struct SelfConsumptionTests {
    private func curve(_ values: [Int32], _ marks: [Mark] = [], step: Step = .minutes30, unit: Unit = .wattHour)
        -> DayCurve
    {
        DayCurve(step: step, unit: unit, values: values, marks: marks)
    }

    @Test("is production less injection in each interval")
    func difference() throws {
        let consumed = try SelfConsumption(production: curve([0, 500, 800]), injection: curve([0, 200, 800]))
        #expect(consumed.curve == curve([0, 300, 0]))
        #expect(consumed.refused.isEmpty)
    }

    @Test("is as good as the worse of the two", arguments: Quality.allCases, Quality.allCases)
    func worse(production: Quality, injection: Quality) throws {
        func one(_ quality: Quality, _ value: Int32) -> DayCurve {
            curve([quality == .missing ? 0 : value], [quality == .missing ? .missing(.outage) : Mark(quality)])
        }
        let consumed = try SelfConsumption(production: one(production, 9), injection: one(injection, 4))
        #expect(consumed.curve.mark(at: 0).quality == max(production, injection))
        #expect(consumed.curve.values == [max(production, injection) == .missing ? 0 : 5])
    }

    @Test("keeps a doubt, a copy, the longer stated interval, and the reason that says more")
    func marks() throws {
        let production = curve(
            [9, 9, 0], [Mark(.measured, isDoubtful: true), Mark.measured.stated(on: .hour), .missing(.notReceived)])
        let injection = curve([1, 1, 0], [.measured, Mark.measured.from(.copy), .missing(.outage)])
        let consumed = try SelfConsumption(production: production, injection: injection).curve
        #expect(consumed.mark(at: 0).isDoubtful)
        #expect(consumed.mark(at: 1).provenance == .copy)
        #expect(consumed.mark(at: 1).statedStep == .hour)
        #expect(consumed.mark(at: 2) == .missing(.outage))
    }

    @Test("tells where more was injected than produced, and sets nothing to zero")
    func negative() throws {
        let consumed = try SelfConsumption(production: curve([100, 100]), injection: curve([101, 40]))
        #expect(consumed.refused.map { [Int64($0.index), $0.difference] } == [[0, -1]])
        #expect(consumed.curve.mark(at: 0) == .missing(.quarantined))
        #expect(consumed.curve.values[1] == 60)
    }

    @Test(
        "answers curves that do not match with the reason",
        arguments: [
            (Step.hour, Unit.wattHour, 2, CurveMismatch.steps(.minutes30, .hour)),
            (.minutes30, .watt, 2, .units(.wattHour, .watt)), (.minutes30, .wattHour, 3, .counts(2, 3)),
        ])
    func mismatch(step: Step, unit: Unit, count: Int, expected: CurveMismatch) {
        let other = curve(Array(repeating: 0, count: count), step: step, unit: unit)
        #expect(throws: expected) { try SelfConsumption(production: curve([1, 2]), injection: other) }
        #expect(expected.description.contains("one curve"))
    }

    @Test("with injection and what was refused gives production back, whatever the values", arguments: 1...50)
    func adds(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let extremes: [Int32] = [.min, .max, 0, 1, -1]
        func any() -> DayCurve {
            var result = curve(Array(repeating: 0, count: 48))
            for index in 0..<48 {
                let mark = [Mark.measured, .corrected, .estimated, .missing(.outage)].randomElement(using: &random)
                let isExtreme = Int.random(in: 0..<8, using: &random) == 0
                let value = isExtreme ? extremes.randomElement(using: &random) : .random(in: 0...9_999, using: &random)
                result.set(value ?? 0, mark ?? .measured, at: index)
            }
            return result
        }
        let (production, injection) = (any(), any())
        let consumed = try SelfConsumption(production: production, injection: injection)
        let refused = Dictionary(uniqueKeysWithValues: consumed.refused.map { ($0.index, $0.difference) })
        for index in 0..<48 {
            let (mark, value) = (consumed.curve.mark(at: index), Int64(consumed.curve.values[index]))
            let isHole = max(production.mark(at: index).quality, injection.mark(at: index).quality) == .missing
            #expect((mark.quality == .missing) == (isHole || refused[index] != nil))
            #expect(value >= 0)
            if isHole { continue }
            let difference = refused[index] ?? value
            #expect(difference + Int64(injection.values[index]) == Int64(production.values[index]))
        }
    }
}
