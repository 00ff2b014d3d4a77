import Metering
import Store
import TestKit
import Testing

/// Every kind of series that there is passes through a ledger into measures and back, whatever keeps them.
@Suite("Every kind of series")
struct SeriesConformance {
    /// A channel of each carrier and direction.
    private static let channels = Carrier.allCases.enumerated().flatMap { number, carrier in
        Direction.allCases.map { direction in
            Channel(point: PointID("\(99_000_000_000_000 + number)"), carrier: carrier, direction: direction)
        }
    }
    /// The days on which clocks change, and one on which they do not: of 23, 24 and 25 hours.
    private static let days = [(2026, 3, 29), (2026, 6, 1), (2026, 10, 25)].compactMap {
        CivilDay(year: $0, month: $1, day: $2)
    }

    /// A curve of its own for each channel, day, unit and step.
    private static func curve(_ unit: Unit, _ step: Step, _ day: CivilDay, _ seed: Int) -> DayCurve {
        var random = SeededGenerator(seed: UInt64(seed))
        var curve = DayCurve(missing: day, step: step, unit: unit)
        let marks: [Mark] = [
            .measured, .corrected, .estimated, .measured.from(.copy), Mark(.measured, isDoubtful: true),
        ]
        for place in 0..<curve.count where Int.random(in: 0..<10, using: &random) > 0 {
            let mark = marks.randomElement(using: &random) ?? .measured
            curve.set(Int32.random(in: -500...90_000, using: &random), mark, at: place)
        }
        for reason in MissingReason.allCases { curve.set(0, .missing(reason), at: Int(reason.rawValue) * 3) }
        return curve
    }

    @Test(arguments: StoresUnderTest.allCases, Unit.allCases)
    func `comes back as it was kept, of each carrier and direction, on each step`(
        candidate: StoresUnderTest, unit: Unit
    ) throws {
        try candidate.with { stores in
            #expect(SeriesConformance.days.map(\.minutes) == [1_380, 1_440, 1_500])
            for step in Step.allCases {
                var kept: [Channel: [DayCurve]] = [:]
                try stores.keep { session in
                    for (number, channel) in SeriesConformance.channels.enumerated() {
                        // A point of each step: statements on other steps would meet.
                        let own = SeriesConformance.own(channel, step)
                        for day in SeriesConformance.days {
                            let curve = SeriesConformance.curve(unit, step, day, number * 100 + step.minutes)
                            kept[own, default: []].append(curve)
                            try session.keep(PointDay(channel: own, day: day, curve: curve))
                        }
                    }
                }
                let known = stores.ledger.known()
                let range = SeriesConformance.days[0]...SeriesConformance.days[2]
                for (channel, curves) in kept {
                    let number = try #require(try stores.catalogue.number(of: channel))
                    let found = try stores.measures.days(of: number, in: range, known)
                    #expect(found.map(\.curve) == curves && found.map(\.day) == SeriesConformance.days)
                    var totals: [CivilDay: Int64] = [:]
                    try stores.measures.forEachTotal(of: ChannelNumbers([number]), in: range, known) {
                        _, day, _, total, _ in
                        totals[day] = total
                    }
                    #expect(SeriesConformance.days.map { totals[$0] } == curves.map(\.total))
                }
            }
        }
    }

    private static func own(_ channel: Channel, _ step: Step) -> Channel {
        let digits = (Int(channel.point.text) ?? 0) + step.minutes * 100
        return Channel(point: PointID("\(digits)"), carrier: channel.carrier, direction: channel.direction)
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `of registers comes back as it was kept, of each carrier and direction, with every value there is`(
        candidate: StoresUnderTest
    ) throws {
        try candidate.with { stores in
            let registers: [Register] = [.totalIndex, .index(temporalClass: "HPH"), .dailyEnergy, .maximumPower]
            let values: [Int64] = [0, 1, -1, 999_999_999_999, .min, .max]
            var kept: [RegisterReading] = []
            for channel in SeriesConformance.channels {
                for register in registers {
                    for (place, value) in values.enumerated() {
                        let at = SeriesConformance.days[1].advanced(by: place).start
                        kept.append(
                            RegisterReading(channel: channel, register: register, at: at, value: value, line: 0))
                    }
                }
            }
            try stores.keep { session in for reading in kept { try session.keep(reading) } }
            let instants = SeriesConformance.days[1].start...SeriesConformance.days[1].advanced(by: 9).start
            for channel in SeriesConformance.channels {
                let number = try #require(try stores.catalogue.number(of: channel))
                for register in registers {
                    let found = try stores.measures.readings(of: number, register, in: instants, stores.ledger.known())
                    #expect(found.map(\.value) == values)
                }
            }
        }
    }
}
