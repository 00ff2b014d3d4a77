import Analytics
import Metering
import Testing

@Suite("Validation")
struct ValidatorTests {
    private static let day = CivilDay(daysSinceEpoch: 20_000)
    private static let point = MeteringPoint(
        id: PointID("99000000000001"), segment: "C5", subscribedPower: .watts(9_000))

    private func judge(
        _ values: [Int32], unit: Unit = .watt, point: MeteringPoint? = ValidatorTests.point,
        direction: Direction = .extraction, carrier: Carrier = .electricity,
        marks: [Mark] = []
    ) -> (kept: PointDay?, diagnostics: [Diagnostic]) {
        let step = Step(minutes: 1_440 / values.count) ?? .hour
        let channel = Channel(point: ValidatorTests.point.id, carrier: carrier, direction: direction)
        let curve = DayCurve(step: step, unit: unit, values: values, marks: marks)
        let pointDay = PointDay(channel: channel, day: ValidatorTests.day, curve: curve)
        return Validator().judge(ReceivedDay(pointDay, line: 7), on: point.map { Connection($0) })
    }

    private static let plainDay: [Int32] = (0..<48).map { 300 + $0 }

    private static func plainDay(with value: Int32, at index: Int) -> [Int32] {
        var values = plainDay
        values[index] = value
        return values
    }

    @Test("lets a plain day through without a word")
    func plain() {
        let (kept, diagnostics) = judge(ValidatorTests.plainDay)
        #expect(kept?.curve.values == ValidatorTests.plainDay)
        #expect(diagnostics.isEmpty)
    }

    @Test(
        "sets aside only the interval that cannot be, with its line and value",
        arguments: [("negative-value", Int32(-1)), ("above-capacity", 43_201)])
    func interval(rule: String, value: Int32) {
        let (kept, diagnostics) = judge(ValidatorTests.plainDay(with: value, at: 5))
        #expect(kept?.curve.mark(at: 5) == .missing(.quarantined))
        #expect(kept?.curve.missingCount == 1)
        let finding = diagnostics.first { $0.rule.name == rule }
        #expect(finding?.severity == .quarantined && finding?.line == 7)
        #expect(finding?.detail.contains(String(value)) == true)
    }

    @Test(
        "keeps and flags what is odd but possible",
        arguments: [
            ("spike", plainDay(with: 20_000, at: 9)), ("flat-line", Array(repeating: Int32(12), count: 48)),
        ])
    func flagged(rule: String, values: [Int32]) {
        let (kept, diagnostics) = judge(values)
        #expect(kept?.curve.values == values)
        #expect(diagnostics.map(\.rule.name) == [rule])
        #expect(diagnostics.map(\.severity) == [.flagged])
    }

    @Test("says how much of an incomplete day is missing, and takes zero for a value")
    func incomplete() {
        var marks = [Mark](repeating: .measured, count: 48)
        marks[0] = .missing(.sentEmpty)
        let (kept, diagnostics) = judge(ValidatorTests.plainDay(with: 0, at: 0), marks: marks)
        #expect(kept?.curve.missingCount == 1)
        #expect(diagnostics.first?.detail == "the file has 47 of 48 intervals")
        #expect(judge(Array(repeating: 0, count: 48)).diagnostics.isEmpty)
    }

    @Test("sets aside a day in a direction or carrier that the point does not have")
    func registry() {
        #expect(judge(ValidatorTests.plainDay, direction: .injection).kept == nil)
        var water = ValidatorTests.point
        water.carrier = .water
        let (kept, diagnostics) = judge(ValidatorTests.plainDay, point: water)
        #expect(kept == nil)
        #expect(diagnostics.map(\.rule) == [CurveRule.contradictsRegistry.rule])
    }

    @Test(
        "sets aside, alone, what no connection carries where the point's power is not known",
        arguments: [
            (Carrier.electricity, Unit.wattHour, Int32(125_000_000)), (.electricity, .watt, 250_000_000),
            (.heat, .wattHour, 125_000_000), (.gas, .wattHour, 500_000_000), (.water, .litre, 5_000_000),
        ])
    func beyondAnyConnection(carrier: Carrier, unit: Unit, most: Int32) {
        let possible = judge(ValidatorTests.plainDay(with: most, at: 5), unit: unit, point: nil, carrier: carrier)
        #expect(possible.kept?.curve.missingCount == 0)
        let (kept, found) = judge(
            ValidatorTests.plainDay(with: most + 1, at: 5), unit: unit, point: nil, carrier: carrier)
        #expect(kept?.curve.mark(at: 5) == .missing(.quarantined) && kept?.curve.missingCount == 1)
        #expect(found.first?.rule == RegisterRule.beyondAnyConnection && found.first?.severity == .quarantined)
    }

    @Test("compares energies against the connection per hour, not per interval")
    func energyCapacity() {
        #expect(judge(Array(repeating: 21_000, count: 48), unit: .wattHour).kept?.curve.missingCount == 0)
        #expect(judge(ValidatorTests.plainDay(with: 21_601, at: 3), unit: .wattHour).kept?.curve.missingCount == 1)
    }
}

@Suite("Reconciliation of index and curve")
struct ReconciliationTests {
    private func day(_ values: [Int32], step: Step = .minutes30) -> PointDay {
        PointDay(
            channel: Channel(point: PointID("99000000000001")), day: CivilDay(daysSinceEpoch: 20_000),
            curve: DayCurve(step: step, unit: .watt, values: values))
    }

    @Test("accepts rounding and nothing more", arguments: [(Int64(24_000), true), (24_002, true), (24_003, false)])
    func tolerance(difference: Int64, agrees: Bool) {
        let finding = Reconciliation.examine(
            day(Array(repeating: 999, count: 48)), indexed: difference - 24)
        #expect((finding == nil) == agrees)
    }

    @Test("allows a curve in whole kilowatts half a kilowatt over the day")
    func kilowatts() {
        let curve = day(Array(repeating: 28_000, count: 48))
        #expect(Reconciliation.examine(curve, indexed: 672_000 + 12_000) == nil)
        #expect(Reconciliation.examine(curve, indexed: 672_000 + 12_001) != nil)
    }

    @Test("notices an index that falls")
    func falling() {
        let channel = Channel(point: PointID("99000000000001"))
        let day = CivilDay(daysSinceEpoch: 20_000)
        let finding = Reconciliation.decrease(.totalIndex, from: 11, to: 10, of: channel, on: day)
        #expect(finding?.rule == Reconciliation.decreasingIndex)
        #expect(finding?.detail == "index total 10, 11 before it")
        #expect(Reconciliation.decrease(.totalIndex, from: 11, to: 11, of: channel, on: day) == nil)
    }
}
