package import Metering

/// A check of one received day: a value with a name, a reason and a judgement.
package struct CurveRule: Sendable {
    package let rule: Rule
    let examine: @Sendable (Case) -> [Finding]

    /// What a rule looks at.
    struct Case {
        let received: ReceivedDay
        /// What the point lists say of the point; nil where they do not.
        let point: MeteringPoint?
        let smallest: Int32
        let largest: Int32
        let sum: Int64

        init(_ received: ReceivedDay, point: MeteringPoint?) {
            self.received = received
            self.point = point
            (smallest, largest, sum) = received.extent
        }

        var curve: DayCurve { received.pointDay.curve }
        var channel: Channel { received.pointDay.channel }
    }

    init(_ rule: Rule, _ examine: @escaping @Sendable (Case) -> [Finding]) {
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
    ) { day in
        guard let point = day.point else { return [] }
        if point.carrier != day.channel.carrier {
            return [.day("\(day.channel.carrier.rawValue) at a point of \(point.carrier.rawValue)")]
        }
        if !point.directions.contains(day.channel.direction) {
            return [.day("\(day.channel.direction.rawValue) at a point without it")]
        }
        return []
    }

    package static let negative = CurveRule(
        Rule("negative-value", "Extraction and injection are measured apart: each is zero or more.")
    ) { day in
        guard day.smallest < 0 else { return [] }
        return day.curve.values.indices.filter { day.curve.values[$0] < 0 }.map {
            .interval($0, "\(day.curve.values[$0]) \(day.curve.unit.symbol)")
        }
    }

    /// 20 % above the connection's power leave room for short overloads that a breaker tolerates.
    package static let aboveCapacity = CurveRule(
        Rule("above-capacity", "A connection cannot carry more than its power; 20 % are left for short overloads.")
    ) { day in
        let curve = day.curve
        guard let capacity = day.point?.capacity, curve.unit != .litre, day.channel.carrier == .electricity
        else { return [] }
        let limit = Int64(capacity.watts) * 6 / 5
        let scale = curve.unit == .watt ? 1 : Int64(60 / curve.step.minutes)
        guard Int64(day.largest) * scale > limit else { return [] }
        return curve.values.indices.filter { Int64(curve.values[$0]) * scale > limit }.map {
            .interval($0, "\(curve.values[$0]) \(curve.unit.symbol), the connection carries \(capacity.watts) W")
        }
    }

    package static let spike = CurveRule(
        Rule("spike", "One interval over ten times the mean of the others, and over 6 kW, is rarely real.")
    ) { day in
        guard day.curve.unit == .watt, day.curve.count > 1, day.largest > 6_000 else { return [] }
        let (count, others) = (Int64(day.curve.count - 1), day.sum - Int64(day.largest))
        guard Int64(day.largest) * count > 10 * others else { return [] }
        return [.flagged("\(day.largest) W against a mean of \(others / count) W")]
    }

    package static let flatLine = CurveRule(
        Rule("flat-line", "A whole day on one value other than zero suggests a register that no longer moves.")
    ) { day in
        guard day.curve.count > 1, day.smallest == day.largest, day.largest != 0, day.curve.isComplete else {
            return []
        }
        return [.flagged("\(day.curve.count) intervals of \(day.largest) \(day.curve.unit.symbol)")]
    }

    package static let incomplete = CurveRule(
        Rule("incomplete-day", "A day with holes has no daily energy until they are filled or estimated.")
    ) { day in
        guard !day.curve.marks.isEmpty, day.curve.missingCount > 0 else { return [] }
        return [.flagged("\(day.curve.missingCount) of \(day.curve.count) intervals missing")]
    }
}
