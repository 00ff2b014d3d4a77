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

    private func assemble(_ readings: [IntervalReading], unit: Unit = .watt) -> DayAssembler {
        DayAssembler(ReadingSeries(channel: channel, unit: unit, intervals: readings))
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
        #expect(assembled.diagnostics.map(\.rule) == [DayAssembler.misaligned])
        let aligned = assemble([reading(0, 600, step: .hour), reading(60, 300, step: .minutes15)])
        #expect(aligned.days.first?.pointDay.curve.step == .minutes15)
        #expect(aligned.days.first?.pointDay.curve.total == 675)
    }

    @Test("sets aside intervals that overlap, leave the grid or cross midnight")
    func faults() {
        let overlapping = assemble([reading(0, 1, step: .hour), reading(30, 2)])
        #expect(overlapping.diagnostics.map(\.rule) == [DayAssembler.overlap])
        #expect(assemble([reading(7, 1)]).diagnostics.map(\.rule) == [DayAssembler.misaligned])
        let energies = assemble([reading(0, 1, step: .hour), reading(60, 2)], unit: .wattHour)
        #expect(energies.diagnostics.map(\.rule) == [DayAssembler.energyStep])
    }
}
