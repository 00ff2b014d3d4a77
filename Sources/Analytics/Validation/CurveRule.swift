package import Metering

/// A check of one received day: a value with a name, a reason and a judgement.
package struct CurveRule: Sendable {
    package let rule: Rule
    let examine: @Sendable (ReceivedDay, MeteringPoint?) -> [Finding]

    init(_ rule: Rule, _ examine: @escaping @Sendable (ReceivedDay, MeteringPoint?) -> [Finding]) {
        self.rule = rule
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
        contradictsRegistry, negative, aboveCapacity, spike, flatLine, incomplete,
    ]

    package static let contradictsRegistry = CurveRule(
        Rule(
            "contradicts-registry", "A point measures the carrier and directions its contract says, and no others.")
    ) { day, point in
        guard let point else { return [] }
        let channel = day.pointDay.channel
        if point.carrier != channel.carrier {
            return [.day("\(channel.carrier.rawValue) at a point of \(point.carrier.rawValue)")]
        }
        if !point.directions.contains(channel.direction) {
            return [.day("\(channel.direction.rawValue) at a point without it")]
        }
        return []
    }

    package static let negative = CurveRule(
        Rule("negative-value", "Extraction and injection are measured apart: each is zero or more.")
    ) { day, _ in
        let curve = day.pointDay.curve
        return curve.values.indices.filter { curve.values[$0] < 0 }.map {
            .interval($0, "\(curve.values[$0]) \(curve.unit.symbol)")
        }
    }

    /// 20 % above the connection's power leave room for short overloads that a breaker tolerates.
    package static let aboveCapacity = CurveRule(
        Rule("above-capacity", "A connection cannot carry more than its power; 20 % are left for short overloads.")
    ) { day, point in
        let curve = day.pointDay.curve
        guard let capacity = point?.capacity, curve.unit != .litre, day.pointDay.channel.carrier == .electricity
        else { return [] }
        let limit = Int64(capacity.watts) * 6 / 5
        let scale = curve.unit == .watt ? 1 : Int64(60 / curve.step.minutes)
        return curve.values.indices.filter { Int64(curve.values[$0]) * scale > limit }.map {
            .interval($0, "\(curve.values[$0]) \(curve.unit.symbol), the connection carries \(capacity.watts) W")
        }
    }

    package static let spike = CurveRule(
        Rule("spike", "One interval over ten times the mean of the others, and over 6 kW, is rarely real.")
    ) { day, _ in
        let curve = day.pointDay.curve
        guard curve.unit == .watt, curve.count > 1, let peak = curve.values.max(), peak > 6_000 else { return [] }
        let others = curve.values.reduce(Int64(0)) { $0 + Int64($1) } - Int64(peak)
        guard Int64(peak) * Int64(curve.count - 1) > 10 * others else { return [] }
        return [.flagged("\(peak) W against a mean of \(others / Int64(curve.count - 1)) W")]
    }

    package static let flatLine = CurveRule(
        Rule("flat-line", "A whole day on one value other than zero suggests a register that no longer moves.")
    ) { day, _ in
        let curve = day.pointDay.curve
        guard curve.count > 1, let first = curve.values.first, first != 0, curve.isComplete,
            curve.values.allSatisfy({ $0 == first })
        else { return [] }
        return [.flagged("\(curve.count) intervals of \(first) \(curve.unit.symbol)")]
    }

    package static let incomplete = CurveRule(
        Rule("incomplete-day", "A day with holes has no daily energy until they are filled or estimated.")
    ) { day, _ in
        let missing = day.pointDay.curve.missingCount
        return missing == 0 ? [] : [.flagged("\(missing) of \(day.pointDay.curve.count) intervals missing")]
    }
}
