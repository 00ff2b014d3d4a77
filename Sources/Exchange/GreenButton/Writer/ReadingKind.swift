package import Metering

/// What the values of a curve, or of days, are, as one `ReadingType` of ESPI says it.
package struct ReadingKind: Hashable, Sendable {
    package let carrier: Carrier
    package let direction: Direction
    package let unit: Unit
    /// Nil: a civil day, of energies and volumes alone.
    package let step: Step?

    package init(carrier: Carrier, direction: Direction, unit: Unit, step: Step?) {
        self.carrier = carrier
        self.direction = direction
        self.unit = unit
        self.step = step
    }

    package init(_ day: PointDay) {
        self.init(
            carrier: day.channel.carrier, direction: day.channel.direction, unit: day.curve.unit, step: day.curve.step)
    }

    package init(_ day: UsageDay) {
        switch day {
        case .curve(let day): self.init(day)
        case .energy(let energy):
            let carrier = energy.channel.carrier
            self.init(
                carrier: carrier, direction: energy.channel.direction, unit: carrier == .water ? .litre : .wattHour,
                step: nil)
        }
    }

    /// The last part of its path, of a `ReadingType` and, under a point, of a `MeterReading`:
    /// `electricity-extraction-W-PT30M`, `electricity-extraction-Wh-P1D`.
    package var id: String {
        "\(carrier.rawValue)-\(direction.rawValue)-\(unit.symbol)-\(step?.isoText ?? "P1D")"
    }

    /// Nil for what is no such part, and for gross production, of which ESPI has no kind.
    package init?(id: String) {
        let kinds = Carrier.allCases.lazy.flatMap { carrier in
            Direction.allCases.lazy.filter { $0.flowDirection != nil }.flatMap { direction in
                Unit.allCases.lazy.flatMap { unit in
                    (Step.allCases + (unit.isMean ? [] : [nil])).lazy.map {
                        ReadingKind(carrier: carrier, direction: direction, unit: unit, step: $0)
                    }
                }
            }
        }
        guard let kind = kinds.first(where: { $0.id == id }) else { return nil }
        self = kind
    }

    var title: String {
        "\(carrier.rawValue) \(direction.rawValue), \(step.map { "\($0.minutes) minutes" } ?? "days")"
    }

    /// Seconds between two values; a civil day in Paris may have an hour more or less, which its block says.
    var seconds: Int64 { step?.seconds ?? 86_400 }

    /// How a value is written: times `factor`, in units of `uom` and a power of ten.
    ///
    /// Third parties expect energy. A mean power becomes one where that is exact: a watt over 60, 30 or 15 minutes
    /// is 10 or 5 tenths, or 25 hundredths, of a watt-hour. Over 10 or 5 minutes it is no decimal: power is written.
    /// So it is with flows and volumes.
    var scale: (uom: Int64, powerOfTen: Int64, measurement: Int64, factor: Int64) {
        switch (unit, step) {
        case (.wattHour, _): (ESPICode.wattHour, 0, ESPICode.energy, 1)
        case (.litre, _): (ESPICode.cubicMetre, -3, ESPICode.volume, 1)
        case (.watt, .hour): (ESPICode.wattHour, -1, ESPICode.energy, 10)
        case (.watt, .minutes30): (ESPICode.wattHour, -1, ESPICode.energy, 5)
        case (.watt, .minutes15): (ESPICode.wattHour, -2, ESPICode.energy, 25)
        case (.watt, .minutes10), (.watt, .minutes5), (.watt, nil): (ESPICode.watt, 0, ESPICode.power, 1)
        case (.litrePerHour, .hour): (ESPICode.cubicMetre, -3, ESPICode.volume, 1)
        case (.litrePerHour, .minutes30): (ESPICode.cubicMetre, -4, ESPICode.volume, 5)
        case (.litrePerHour, .minutes15): (ESPICode.cubicMetre, -5, ESPICode.volume, 25)
        case (.litrePerHour, .minutes10), (.litrePerHour, .minutes5), (.litrePerHour, nil):
            (ESPICode.litrePerHour, 0, ESPICode.volume, 1)
        }
    }
}
