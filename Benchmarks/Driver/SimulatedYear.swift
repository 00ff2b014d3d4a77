import Foundation
import Metering
import Simulation
import Store

/// The values that store and peers hold: those of `maille simulate`.
struct SimulatedYear {
    let points: Int
    let days: [CivilDay]
    private let fleet: Fleet
    private let loads = LoadModel(seed: 1)

    init(_ span: Span) throws {
        let first = CivilDay("2025-11-01") ?? CivilDay(daysSinceEpoch: 20_393)
        points = span.points
        days = (0..<span.days).map(first.advanced)
        fleet = Fleet(meters: points, days: span.days, from: first, seed: 1, format: .csv)
    }

    func channel(_ number: Int) -> Channel { fleet.channel(number) }

    func prm(_ number: Int) -> UInt64 { UInt64(channel(number).point.text) ?? 0 }

    func shapes(of day: CivilDay) -> DayShapes { loads.shapes(of: day, step: .minutes30) }

    func customer(_ number: Int) -> Customer { fleet.customer(number) }
}
