package import Metering

/// A check of one received day: a value with a name, a reason and a judgement.
package struct CurveRule: Sendable {
    package let rule: Rule
    /// Whether a day may have something for the rule to find: days that have not are never walked through.
    let concerns: @Sendable (DaySummary) -> Bool
    let examine: @Sendable (ReceivedDay, DaySummary) -> [Finding]

    init(
        _ rule: Rule, concerns: @escaping @Sendable (DaySummary) -> Bool,
        examine: @escaping @Sendable (ReceivedDay, DaySummary) -> [Finding]
    ) {
        self.rule = rule
        self.concerns = concerns
        self.examine = examine
    }

    /// What a rule says of a day.
    enum Finding: Hashable, Sendable {
        /// The day is kept, with this remark.
        case flagged(String)
        /// One interval is set aside; the rest of the day is kept.
        case interval(Int, String)
        /// The day is set aside whole.
        case day(String)
    }
}

extension CurveRule {
    /// All rules for curves, in the order they are asked.
    package static let all: [CurveRule] = [
        contradictsRegistry, afterTermination, negative, aboveCapacity, beyondAnyConnection, spike, flatLine,
        incomplete,
    ]

    package static let contradictsRegistry = CurveRule(
        Rule(
            "contradicts-registry", "A point measures the carrier and directions its contract says, and no others."),
        concerns: { day in
            day.connection.map { !$0.measures(day.carrier, day.direction) } ?? false
        },
        examine: { _, day in
            day.connection?.carrier == day.carrier
                ? [.day("\(day.direction.rawValue) at a point without it")]
                : [.day("\(day.carrier.rawValue) at a point of \(day.connection?.carrier.rawValue ?? "")")]
        })

    package static let afterTermination = CurveRule(
        Rule("after-termination", "A meter that was taken away measures nothing; the list, or the file, is wrong."),
        concerns: { day in day.connection?.isGone(on: day.day) ?? false },
        examine: { received, day in
            let curve = received.pointDay.curve
            let values = curve.values.indices.count { curve.mark(at: $0).quality != .missing }
            let end = day.connection?.terminatedOn?.description ?? ""
            return values == 0 ? [] : [.flagged("\(values) values after the point was terminated on \(end)")]
        })

    package static let negative = CurveRule(
        Rule("negative-value", "Extraction and injection are measured apart: each is zero or more."),
        concerns: { $0.extent.smallest < 0 },
        examine: { received, _ in
            let curve = received.pointDay.curve
            return curve.values.indices.filter { curve.values[$0] < 0 }.map {
                .interval($0, "\(curve.values[$0]) \(curve.unit.symbol)")
            }
        })

    /// 20 % above the connection's power leave room for short overloads that a breaker tolerates.
    package static let aboveCapacity = CurveRule(
        Rule("above-capacity", "A connection cannot carry more than its power; 20 % are left for short overloads."),
        concerns: { day in
            let limit = ConnectionLimit(day.carrier, day.direction, day.connection)
            guard let capacity = limit.capacity, day.unit.mean == .watt else { return false }
            return day.mean(of: day.extent.largest) > Int64(capacity.watts) * 6 / 5
        },
        examine: { received, day in
            let (curve, capacity) = (received.pointDay.curve, Int64(day.connection?.capacity?.watts ?? .max))
            return curve.values.indices.filter { day.mean(of: curve.values[$0]) > capacity * 6 / 5 }.map {
                .interval($0, "\(curve.values[$0]) \(curve.unit.symbol), the connection carries \(capacity) W")
            }
        })

    /// The bound that indexes and daily energies have where the connection's power is not known.
    package static let beyondAnyConnection = CurveRule(
        RegisterRule.beyondAnyConnection,
        concerns: { day in
            ConnectionLimit(day.carrier, day.direction, day.connection).capacity == nil
                && day.mean(of: day.extent.largest) > ConnectionLimit(any: day.carrier).unitsPerHour
        },
        examine: { received, day in
            let (curve, limit) = (received.pointDay.curve, ConnectionLimit(any: day.carrier))
            return curve.values.indices.filter { day.mean(of: curve.values[$0]) > limit.unitsPerHour }.map {
                .interval($0, "\(curve.values[$0]) \(curve.unit.symbol), no connection carries over \(limit.highest)")
            }
        })

    package static let spike = CurveRule(
        Rule("spike", "One interval over ten times the mean of the others, and over 6 kW, is rarely real."),
        concerns: { day in
            let largest = Int64(day.extent.largest)
            return day.unit == .watt && day.count > 1 && largest > 6_000
                && largest * Int64(day.count - 1) > 10 * (day.extent.sum - largest)
        },
        examine: { _, day in
            let mean = (day.extent.sum - Int64(day.extent.largest)) / Int64(day.count - 1)
            return [.flagged("\(day.extent.largest) W against a mean of \(mean) W")]
        })

    package static let flatLine = CurveRule(
        Rule("flat-line", "A whole day on one value other than zero suggests a register that no longer moves."),
        concerns: { day in
            day.count > 1 && day.extent.smallest == day.extent.largest && day.extent.largest != 0
                && day.missing == 0
        },
        examine: { _, day in [.flagged("\(day.count) intervals of \(day.extent.largest) \(day.unit.symbol)")] })

    package static let incomplete = CurveRule(
        Rule("incomplete-day", "A day with holes has no daily energy until they are filled or estimated."),
        concerns: { $0.missing > 0 },
        examine: { _, day in
            [.flagged("the file has \(day.count - day.missing) of \(day.count) intervals")]
        })
}
