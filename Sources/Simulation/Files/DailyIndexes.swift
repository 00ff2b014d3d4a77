import Exchange
import Metering

/// The indexes of the points that have them, day after day: each is the one before plus the energy of the curve.
struct DailyIndexes {
    private struct Register {
        let meter: District.Point
        let swap: CivilDay?
        var wattHours: Int64

        /// A meter replaced at noon counts from zero the energy of the afternoon.
        mutating func advance(over day: CivilDay, by curve: DayCurve) {
            guard day == swap else { return wattHours += curve.total }
            let afternoon = curve.values.suffix(24)
            wattHours = afternoon.reduce(0) { $0 + Int64($1) } / 2
        }
    }

    private let loads: LoadModel
    private let eve: CivilDay
    private var registers: [Register]

    init(of district: District, faults: FaultPlan) {
        loads = district.loads
        eve = district.period.lowerBound.advanced(by: -1)
        registers = district.indexedMeters.map { meter in
            var generator = SplitMix64(district.loads.seed, 0x1DE8, UInt64(meter.customer.number))
            return Register(
                meter: meter, swap: faults.swap(of: meter.customer),
                wattHours: Int64(generator.number(in: 400_000...60_000_000)))
        }
    }

    /// The R151 of a day; days are asked in order, from the eve of the period on.
    mutating func file(of day: CivilDay) throws(FlowError) -> [UInt8] {
        let delivery = EnedisDelivery.invented("990151", for: day)
        let shapes = loads.shapes(of: day, step: .minutes30)
        var writer = R151Writer(delivery)
        for index in registers.indices {
            let curve = DayCurve(
                step: .minutes30, unit: .watt, values: shapes.curve(of: registers[index].meter.customer))
            if day > eve { registers[index].advance(over: day, by: curve) }
            // The highest second of a day is above its highest half-hour.
            let peak = (curve.values.max() ?? 0) / 10 * 13
            writer.append(
                DailyIndex(
                    point: registers[index].meter.metering.id, day: day, wattHours: registers[index].wattHours,
                    maximumPower: peak))
        }
        let sequence = Int(day.daysSinceEpoch - eve.daysSinceEpoch)
        return try delivery.archive(daily: "R151", sequence: sequence, part: 1, of: 1, writer.finish())
    }
}
