import Analytics
import Metering
import Testing

@Suite("Assembling days")
struct DayAssemblerTests {
    private let channel = Channel(point: PointID("99000000000001"))
    private let day: CivilDay

    init() throws { day = try #require(CivilDay("2026-10-24")) }

    private func reading(
        _ minutes: Int, _ value: Int32, step: Step = .minutes30, line: UInt32 = 1, mark: Mark = .measured
    ) -> IntervalReading {
        IntervalReading(start: day.start.advanced(minutes: minutes), step: step, value: value, mark: mark, line: line)
    }

    /// The days of readings, each assembled by itself, and all that was said.
    private func assemble(
        _ readings: [IntervalReading], unit: Unit = .watt
    ) -> (days: [ReceivedDay], diagnostics: [Diagnostic]) {
        assemble(readings.map { UnitReading($0, in: unit) })
    }

    private func assemble(_ readings: [UnitReading]) -> (days: [ReceivedDay], diagnostics: [Diagnostic]) {
        let byDay = Dictionary(grouping: readings) { CivilDay(containing: $0.reading.start) }
        let assembled = byDay.sorted { $0.key < $1.key }.map { DayAssembler(channel, $0.key, $0.value) }
        return (assembled.flatMap(\.days), assembled.flatMap(\.diagnostics))
    }

    @Test("gives the same days in whatever order the readings stand")
    func order() {
        let readings = (0..<120).map { reading($0 * 30, Int32($0)) }
        let sorted = assemble(readings)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20 {
            let shuffled = assemble(readings.shuffled(using: &generator))
            #expect(shuffled.days.map(\.pointDay) == sorted.days.map(\.pointDay))
        }
        #expect(sorted.days.map(\.pointDay.curve.count) == [48, 50, 48])
        #expect(sorted.days.last?.pointDay.curve.missingCount == 26)
    }

    @Test("drops exact repetitions without a word, and flags contradictory ones")
    func repetitions() {
        let repeated = assemble([reading(0, 5), reading(0, 5), reading(0, 5), reading(30, 6)])
        #expect(repeated.diagnostics.isEmpty)
        let contradictory = assemble([reading(0, 5, line: 2), reading(0, 7, line: 9)])
        #expect(contradictory.days.first?.pointDay.curve.values.first == 7)
        #expect(contradictory.diagnostics.map(\.rule) == [DayAssembler.conflict])
        #expect(contradictory.diagnostics.first?.line == 9)
    }

    @Test("keeps the energy of a day whose step changes inside")
    func changingStep() {
        let readings =
            [reading(0, 600, step: .hour)] + [reading(60, 300, step: .minutes10), reading(70, 900, step: .minutes15)]
        let assembled = assemble(readings)
        #expect(assembled.days.isEmpty == false)
        #expect(assembled.diagnostics.map(\.rule) == [DayAssembler.misaligned, DayAssembler.mixed])
        #expect(assembled.diagnostics.last?.detail == "values in W, of 10 and 15 and 60 minutes")
        let aligned = assemble([reading(0, 600, step: .hour), reading(60, 300, step: .minutes15)])
        #expect(aligned.days.first?.pointDay.curve.step == .minutes15)
        #expect(aligned.days.first?.pointDay.curve.total == 675)
    }

    @Test("sets aside intervals that leave the grid or cross midnight")
    func faults() {
        for minutes in [7, 23 * 60 + 30] {
            let assembled = assemble([reading(minutes, 1, step: .hour)])
            #expect(assembled.diagnostics.map(\.rule) == [DayAssembler.misaligned])
            #expect(assembled.days.isEmpty)
        }
    }

    @Test("lets the shorter of two intervals count where they overlap, in either order, and flags it")
    func overlap() throws {
        let readings = [reading(0, 1, step: .hour, line: 2), reading(30, 2, line: 3)]
        for order in [readings, readings.reversed()] {
            let assembled = assemble(order)
            #expect(assembled.diagnostics.map(\.rule) == [DayAssembler.overlap])
            let day = try #require(assembled.days.first)
            #expect(Array(day.pointDay.curve.values.prefix(3)) == [1, 2, 0])
            #expect((0..<2).map(day.line(of:)) == [2, 3])
        }
    }

    @Test("joins energies of several steps, and powers and energies, without loss")
    func units() throws {
        let hours = [reading(0, 1_000, step: .hour), reading(60, 300), reading(90, 500)]
        let energies = try #require(assemble(hours, unit: .wattHour).days.first)
        #expect(energies.pointDay.curve.total == 1_800)
        let mixed = [UnitReading(reading(0, 250), in: .wattHour), UnitReading(reading(30, 700), in: .watt)]
        for order in [mixed, mixed.reversed()] {
            let day = try #require(assemble(order).days.first)
            #expect(day.pointDay.curve.unit == .watt)
            #expect(Array(day.pointDay.curve.values.prefix(2)) == [500, 700])
        }
    }

    @Test("gives volumes and powers of one day apart")
    func apart() {
        let volumes = [UnitReading(reading(0, 250), in: .litre), UnitReading(reading(30, 700), in: .watt)]
        #expect(assemble(volumes).days.map(\.pointDay.curve.unit) == [.watt, .litre])
    }

    @Test("sets aside an energy that is too large to be a power, and it alone", arguments: [Unit.wattHour, .litre])
    func tooLarge(unit: Unit) throws {
        let large = [
            UnitReading(reading(0, .max, line: 4), in: unit), UnitReading(reading(0, 9, line: 5), in: unit),
            UnitReading(reading(30, 700), in: unit.mean), UnitReading(reading(60, .max, line: 6), in: unit),
        ]
        let assembled = assemble(large)
        let found = assembled.diagnostics.filter { $0.rule != DayAssembler.mixed }
        #expect(found.map(\.rule.name) == ["beyond-any-connection", "beyond-any-connection"])
        #expect(found.map(\.line) == [4, 6])
        let curve = try #require(assembled.days.first).pointDay.curve
        #expect(assembled.days.count == 1)
        #expect(Array(curve.values[0...1]) == [18, 700])
        #expect(curve.mark(at: 2) == .missing(.quarantined))
    }

    @Test("lets corrected hours of water count before raw half-hours of one file, and says what does not count")
    func water() throws {
        let hours = (0..<23).map { reading($0 * 60, 15, step: .hour, line: 2, mark: .corrected) }
        let halves = (0..<48).map { reading($0 * 30, 7, line: 3) }
        for order in [hours + halves, halves + hours] {
            let assembled = assemble(order, unit: .litre)
            let curve = try #require(assembled.days.first).pointDay.curve
            #expect(curve.qualityCounts == QualityCounts(measured: 2, corrected: 46) && curve.total == 23 * 15 + 14)
            #expect(
                assembled.diagnostics.map(\.detail) == [
                    "46 intervals of PT30M do not count beside others of the same time"
                ])
        }
    }

    @Test(
        "lets quality decide between two values of one interval, in whatever order they stand",
        arguments: [(Mark.corrected, Mark.measured), (.measured, .estimated), (.measured, Mark.measured.from(.copy))])
    func precedence(better: Mark, worse: Mark) throws {
        let readings = [reading(0, 5, line: 2, mark: better), reading(0, 7, line: 3, mark: worse)]
        for order in [readings, readings.reversed()] {
            let assembled = assemble(order)
            #expect(assembled.days.first?.pointDay.curve.values[0] == 5)
            #expect(assembled.days.first?.pointDay.curve.mark(at: 0) == better)
            #expect(assembled.diagnostics.map(\.rule) == [DayAssembler.conflict])
        }
    }
}
