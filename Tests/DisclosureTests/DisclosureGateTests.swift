import Disclosure
import Foundation
import Metering
import Testing

@Suite("The disclosure gate, under the 2018 policy")
struct DisclosureGateTests {
    private let gate: DisclosureGate
    private static let day = CivilDay(daysSinceEpoch: 20_000)

    init() throws { gate = DisclosureGate(policy: try PolicyLibrary().policy(PolicyLibrary.defaultID)) }

    private func question(
        _ usage: Visibility, direction: Direction = .extraction, consent: Membership.Consent? = nil,
        step: FigureStep = .day, expected: Int = 200
    ) -> FigureRequest {
        FigureRequest(
            set: PointSet(id: "s", kind: "cluster", useCase: "4b", visibility: usage, figureStep: step),
            carrier: .electricity,
            direction: direction, period: DisclosureGateTests.day...DisclosureGateTests.day, expectedPoints: expected,
            consent: consent)
    }

    private func energies(_ totals: [Int64]) -> Undisclosed<SetEnergies> {
        Undisclosed(
            SetEnergies(
                members: totals.enumerated().map {
                    .init(number: UInt32($0.offset), total: $0.element, quality: .measured)
                }, names: Dictionary(uniqueKeysWithValues: totals.indices.map { (UInt32($0), PointID("p\($0)")) })))
    }

    private func release(_ verdict: Verdict) -> Release? {
        if case .released(let release) = verdict { return release }
        return nil
    }

    private func suppression(_ verdict: Verdict) -> Suppression? {
        if case .suppressed(let suppression) = verdict { return suppression }
        return nil
    }

    @Test("names every field of a question, for fingerprints: a new one would be missing here")
    func terms() {
        let asked = question(.restricted, consent: .day)
        let fields = Mirror(reflecting: asked).children.count + Mirror(reflecting: asked.set).children.count
        // The set is its fields, and the period two days. The parts of a union stand in its identifier.
        #expect(asked.terms.count == fields - 1)
        let frozen = """
            s|cluster|4b|restricted|P1D|electricity|extraction|2024-10-04|2024-10-04|200|day|||smallOrPersonal|
            """
        #expect(asked.terms.joined(separator: "|") == frozen)
        let others = [
            question(.public, consent: .day), question(.restricted), question(.restricted, consent: .curve),
            question(.restricted, consent: .day, step: .month), question(.restricted, consent: .day, expected: 3),
        ]
        #expect(Set((others + [asked]).map(\.terms)).count == 6)
    }

    @Test(
        "asks 101 points of a public figure and 11 of a restricted one or of an injection",
        arguments: [
            (Visibility.public, Direction.extraction, 101), (.restricted, .extraction, 11), (.public, .injection, 11),
            (.restricted, .injection, 11),
        ])
    func thresholds(usage: Visibility, direction: Direction, minimum: Int) {
        let question = question(usage, direction: direction)
        #expect(suppression(gate.judge(question, energies(Array(repeating: 900, count: minimum - 1)))) != nil)
        let release = self.release(gate.judge(question, energies(Array(repeating: 900, count: minimum))))
        #expect(release?.sum == 900 * Int64(minimum))
        #expect(release?.quartiles?.median == (minimum < 50 ? nil : 1_000))
        #expect(release?.points == nil && release?.curve == nil)
    }

    @Test("counts points with energy that day: neither silent, nor repeated, nor merely listed ones")
    func counting() {
        let question = question(.restricted)
        let silent = Array(repeating: Int64(500), count: 10) + Array(repeating: 0, count: 50)
        #expect(suppression(gate.judge(question, energies(silent))) != nil)
        let repeated = Undisclosed(
            SetEnergies(
                members: (0..<40).map { .init(number: $0 % 10, total: 500, quality: .measured) }))
        #expect(suppression(gate.judge(question, repeated)) != nil)
    }

    @Test("never says in a suppression how many points contributed")
    func suppressionsLookAlike() {
        let verdicts = [0, 1, 5, 10].map { count in
            suppression(gate.judge(question(.restricted), energies(Array(repeating: 500, count: count))))
        }
        #expect(Set(verdicts).count == 1)
    }

    @Test("gives each point's own day with everybody's consent, even a zero, at any size")
    func consent() {
        let release = self.release(gate.judge(question(.restricted, consent: .day, expected: 2), energies([0, 700])))
        #expect(release?.points?.map(\.total) == [0, 700])
        #expect(release?.sum == 700)
        #expect(self.release(gate.judge(question(.restricted), energies([0, 700]))) == nil)
    }

    @Test("lets a curve out only with consent to curves, at any size otherwise never", arguments: [3, 500])
    func curves(points: Int) throws {
        var curve = SetCurve(day: DisclosureGateTests.day, step: .minutes30)
        for number in 0..<points {
            let values = [Int32](repeating: 100, count: curve.step.count(in: curve.day))
            let day = PointDay(
                channel: Channel(point: PointID("p\(number)")), day: curve.day,
                curve: DayCurve(step: .minutes30, unit: .watt, values: values))
            let isAdded = curve.add(day)
            #expect(isAdded)
        }
        let undisclosed = Undisclosed(curve)
        for consent in [nil, Membership.Consent.day] {
            let question = question(.restricted, consent: consent, step: .halfHour, expected: points)
            #expect(suppression(gate.judge(question, undisclosed)) != nil)
        }
        let agreed = question(.restricted, consent: .curve, step: .halfHour, expected: points)
        let release = try #require(self.release(gate.judge(agreed, undisclosed)))
        #expect(release.curve?.map(\.value) == Array(repeating: Int64(points) * 100, count: 48))
        #expect(release.points == nil)
    }

    @Test("gives a synchronous curve of the complete set: no sum where one member's value is missing")
    func completeSet() throws {
        var curve = SetCurve(day: DisclosureGateTests.day, step: .minutes30)
        for number in 0..<2 {
            var values = DayCurve(step: .minutes30, unit: .watt, values: Array(repeating: 100, count: 48))
            if number == 1 { values.set(0, .missing(.notReceived), at: 7) }
            let channel = Channel(point: PointID("p\(number)"))
            let isAdded = curve.add(PointDay(channel: channel, day: curve.day, curve: values))
            #expect(isAdded)
        }
        let agreed = question(.restricted, consent: .curve, step: .halfHour, expected: 2)
        let release = try #require(self.release(gate.judge(agreed, Undisclosed(curve))))
        #expect(release.curve?[7].value == nil && release.curve?[8].value == 200)
    }

    @Test("counts a point once, however often its curve is given")
    func repeatedCurve() throws {
        var curve = SetCurve(day: DisclosureGateTests.day, step: .minutes30)
        let day = PointDay(
            channel: Channel(point: PointID("p")), day: curve.day,
            curve: DayCurve(step: .minutes30, unit: .watt, values: Array(repeating: 100, count: 48)))
        let answers = [curve.add(day), curve.add(day)]
        #expect(answers == [true, false])
        let agreed = question(.restricted, consent: .curve, step: .halfHour, expected: 1)
        #expect(self.release(gate.judge(agreed, Undisclosed(curve)))?.curve?.first?.value == 100)
    }

    @Test("averages ten-minute powers into the half-hours that a set asks for")
    func coarsened() {
        var curve = SetCurve(day: DisclosureGateTests.day, step: .minutes30)
        let values = (0..<144).map { Int32($0 % 3 == 0 ? 90 : 105) }
        let day = PointDay(
            channel: Channel(point: PointID("p")), day: curve.day,
            curve: DayCurve(step: .minutes10, unit: .watt, values: values))
        let isAdded = curve.add(day)
        #expect(isAdded)
        let agreed = question(.restricted, consent: .curve, step: .halfHour, expected: 1)
        #expect(release(gate.judge(agreed, Undisclosed(curve)))?.curve?.first?.value == 100)
    }

    /// Gate P10, as far as words go; `guard-bench refusals` prints the times.
    @Test("refuses in the same bytes whatever the count, and whoever holds the figure back")
    func equalRefusals() throws {
        let gate = try Asking.gate()
        let question = Asking.question(expected: 40)
        let some = [0, 1, 3, 10].map { count in
            (0..<40).map { Int64($0 < count ? 9_000 : 0) }
        }
        let dominated = [Int64](repeating: 10, count: 39) + [9_000_000]
        let judged = (some + [dominated, []]).map { gate.judge(question, Asking.energies($0)) }
        let verdicts = judged + [gate.withheld(question, isCurve: false)]
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let said = try verdicts.map { verdict in
            guard case .suppressed(let held) = verdict.disclosed else { return Data() }
            return try encoder.encode(held)
        }
        #expect(Set(said).count == 1 && !said[0].isEmpty)
        var text = VerdictText()
        #expect(try Set(verdicts.map { try text.json(of: $0) }).count == 1)
    }
}
