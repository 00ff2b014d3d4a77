import Exchange
package import Metering

/// The new building of use 1: its management system measures four carriers, of the whole month of the period.
///
/// The electricity is a sub-meter of its own: the network's meters of the same building are among the 7,692.
package struct NewBuilding: Sendable {
    package let days: ClosedRange<CivilDay>
    private let loads: LoadModel

    init(loads: LoadModel, month day: CivilDay) {
        self.loads = loads
        days = day.firstOfMonth...day.lastOfMonth
    }

    package static let carriers: [Carrier] = [.electricity, .gas, .heat, .water]

    /// Each issuer has its own style of identifiers.
    package func channel(_ carrier: Carrier) -> Channel {
        let id =
            switch carrier {
            case .gas: "GI993820"
            case .water: "W-69382-00017"
            case .heat, .cold: "SST-0042"
            case .electricity: "BMS-B2-ELEC-01"
            }
        return Channel(point: PointID(id), carrier: carrier)
    }

    package var points: [MeteringPoint] {
        NewBuilding.carriers.map { carrier in
            MeteringPoint(
                id: channel(carrier).point, carrier: carrier, commune: District.commune,
                inServiceSince: CivilDay(year: 2024, month: 3, day: 1))
        }
    }

    /// Use 1: one set for each carrier, for there is one figure for each.
    func sets(from: CivilDay) -> [SetMembers] {
        NewBuilding.carriers.map { carrier in
            SetMembers(
                set: PointSet(
                    id: "new-building-\(carrier.rawValue)", kind: "building", useCase: "1", visibility: .restricted,
                    figureStep: .month),
                members: [Membership(channel: channel(carrier), from: from, consent: .day)])
        }
    }

    /// What the file of a carrier holds: a day's figure for three of them, hours of heat.
    package func file(_ carrier: Carrier) -> [UInt8] {
        if carrier == .heat { return heatFile }
        var writer = ExchangeLongWriter()
        for day in CivilDay.days(days) {
            let (value, unit) = figure(carrier, on: day)
            writer.append(channel(carrier), from: day.start, to: day.end, value: value, unit: unit)
        }
        return writer.finish()
    }

    /// A day's figure, with one decimal, in the unit of its meter.
    private func figure(_ carrier: Carrier, on day: CivilDay) -> (value: String, unit: String) {
        var generator = SplitMix64(
            loads.seed, 0xB035, UInt64(Carrier.allCases.firstIndex(of: carrier) ?? 0),
            UInt64(bitPattern: Int64(day.daysSinceEpoch)))
        let isWeekend = day.weekday >= 5
        let (mean, unit) =
            switch carrier {
            // Kitchens only: the heat comes by the network. 11.23 kWh per cubic metre is the gas of Lyon.
            case .gas: (isWeekend ? 7.5 : 5.5, "m3*11.23")
            case .water: (isWeekend ? 14.0 : 12.0, "m3")
            default: (isWeekend ? 340.0 : 410.0, "kWh")
            }
        let tenths = Int(mean * 10 * generator.number(in: 0.85...1.15) + 0.5)
        return ("\(tenths / 10).\(tenths % 10)", unit)
    }

    /// The substation's hours, in kWh: hot water, and what the cold asks for.
    private var heatFile: [UInt8] {
        var writer = ExchangeWideWriter(columns: 25, carrier: .heat, unit: "kWh")
        for day in CivilDay.days(days) {
            let weather = loads.weather(of: day)
            var generator = SplitMix64(loads.seed, 0x4EA7, UInt64(bitPattern: Int64(day.daysSinceEpoch)))
            let values = (0..<Step.hour.count(in: day)).map { hour in
                let cold = max(0, 17 - weather.temperature(atHour: Double(hour)))
                return Int32(4 + 3.2 * cold * generator.number(in: 0.8...1.2))
            }
            writer.append(channel(.heat).point, day, values)
        }
        return writer.finish()
    }
}
