/// The most that a connection carries: 20 % above its power, as short overloads; where that is not known, what no
/// single connection of the carrier exceeds.
package struct ConnectionLimit: Sendable {
    private let carrier: Carrier
    /// Nil where no list says it, of other carriers than electricity, and of production, which need not pass the
    /// connection.
    package let capacity: Power?

    package init(_ carrier: Carrier, _ direction: Direction, _ connection: Connection?) {
        self.carrier = carrier
        capacity = carrier == .electricity && direction.passesConnection ? connection?.capacity : nil
    }

    /// Of any connection of a carrier.
    package init(any carrier: Carrier) {
        self.carrier = carrier
        capacity = nil
    }

    /// Watt-hours an hour, or litres for water, that no single connection exceeds.
    ///
    /// Chosen, each far above what a distribution network connects. Electricity, heat and cold: 250 MW, twenty times
    /// the 12 MW up to which Enedis connects at medium voltage. Gas: 1 GW, what a combined-cycle unit of 600 MW
    /// burns. Water: 10,000 m³, a main of a metre across at 3.5 m/s.
    package var unitsPerHour: Int64 {
        switch carrier {
        case .electricity, .heat, .cold: 250_000_000
        case .gas: 1_000_000_000
        case .water: 10_000_000
        }
    }

    /// `unitsPerHour`, as it is told.
    package var highest: String { "\(unitsPerHour) \(carrier == .water ? "l" : "Wh") an hour" }

    /// The most that flows in some seconds.
    package func most(seconds: Int64) -> Int64 {
        let power = capacity.map { Int64($0.watts) * 6 / 5 } ?? unitsPerHour
        // A power of 32 bits and ten years stay within 64.
        return power * min(max(seconds, 0), 10 * 366 * 86_400) / 3_600
    }

    /// Whether the connection can carry an energy in a civil day.
    package func allows(_ energy: Int64, in day: CivilDay) -> Bool { energy <= most(seconds: Int64(day.minutes) * 60) }

    /// An index counts in whole kilowatt-hours at the coarsest: two readings may differ by nearly two more than flowed.
    private static let rounding: Int64 = 2_000

    /// Whether the connection can carry the difference of two indexes, some seconds apart.
    package func allows(indexDifference difference: Int64, seconds: Int64) -> Bool {
        difference <= most(seconds: seconds) + ConnectionLimit.rounding
    }

    /// Whether the connection can carry the difference of the indexes at both ends of a civil day, or every connection
    /// is taken to.
    package func allows(indexDifference difference: Int64, in day: CivilDay) -> Bool {
        ConnectionLimit.everyConnectionAllows(indexDifference: difference, in: day)
            || allows(indexDifference: difference, seconds: Int64(day.minutes) * 60)
    }

    /// Whether every connection is taken to carry the difference, whatever a list says of it: up to 3 kWh, or 3 m³, an
    /// hour. 3 kVA is the least that a home subscribes to; a water meter of the usual size passes 2.5 m³ an hour for
    /// good and 25 % more for short (ISO 4064, Q3 and Q4).
    package static func everyConnectionAllows(indexDifference difference: Int64, in day: CivilDay) -> Bool {
        difference <= 3_000 * Int64(day.minutes) / 60
    }
}
