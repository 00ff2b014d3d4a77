package import Metering
package import Store

/// What there is of a point where a curve was asked for and none is: other figures of the channel, other days, or other
/// channels.
package struct CurvelessPeriod: Sendable {
    /// Sentences, the nearest first; empty of a point of which nothing is known.
    package let findings: [String]

    package init(
        of channel: Channel, in days: ClosedRange<CivilDay>, _ known: Known, _ measures: any MeasureStore,
        _ catalogue: any Catalogue
    ) throws {
        var findings: [String] = []
        if let number = try catalogue.number(of: channel) {
            if let words = try CurvelessPeriod.registers(of: number, in: days, known, measures) {
                findings.append("\(words), no curve: see maille readings")
            }
            if let found = try CurvelessPeriod.curve(of: number, known, measures) {
                findings.append("a curve from \(found.lowerBound) to \(found.upperBound)")
            } else if findings.isEmpty, let words = try CurvelessPeriod.registers(of: number, known, measures) {
                findings.append("\(words), no curve: see maille readings")
            }
        }
        for carrier in Carrier.allCases {
            for direction in Direction.allCases {
                let other = Channel(point: channel.point, carrier: carrier, direction: direction)
                guard other != channel, let number = try catalogue.number(of: other) else { continue }
                let hasCurve = try CurvelessPeriod.curve(of: number, known, measures) != nil
                let hasReadings = try !hasCurve && !measures.readings(of: number, in: Instant.accepted, known).isEmpty
                guard hasCurve || hasReadings else { continue }
                let options = [
                    carrier == channel.carrier ? nil : "--carrier \(carrier.rawValue)",
                    direction == channel.direction ? nil : "--direction \(direction.rawValue)",
                ].compactMap(\.self).joined(separator: " ")
                findings.append(
                    "\(carrier.rawValue) \(direction.rawValue)\(findings.isEmpty ? " only" : ""): \(options)")
            }
        }
        self.findings = findings
    }

    private static func curve(
        of number: UInt32, _ known: Known, _ measures: any MeasureStore
    ) throws -> ClosedRange<CivilDay>? {
        var found: ClosedRange<CivilDay>?
        try measures.forEachTotal(of: ChannelNumbers([number]), in: CivilDay.accepted, known) { _, day, _, _, _ in
            found = min(found?.lowerBound ?? day, day)...max(found?.upperBound ?? day, day)
        }
        return found
    }

    /// `daily totals (6 from 2026-02-01 to 2026-02-06)`.
    private static func registers(
        of number: UInt32, in days: ClosedRange<CivilDay>? = nil, _ known: Known, _ measures: any MeasureStore
    ) throws -> String? {
        let instants = days.map { $0.lowerBound.start...$0.upperBound.end } ?? Instant.accepted
        let found = try measures.readings(of: number, in: instants, known).sorted { $0.key < $1.key }
        let words = found.compactMap { register, readings -> String? in
            guard let first = readings.first, let last = readings.last else { return nil }
            let period = "from \(CivilDay(containing: first.at)) to \(CivilDay(containing: last.at))"
            return "\(register.plural) (\(readings.count) \(period))"
        }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }
}

extension Register {
    fileprivate var plural: String {
        switch self {
        case .index: "indexes of \(shortName)"
        case .statedIndex(.billed, let temporalClass): "billed indexes of \(temporalClass)"
        case .statedIndex(.before, let temporalClass): "indexes of \(temporalClass) before an event"
        case .statedIndex(.after, let temporalClass): "indexes of \(temporalClass) after an event"
        case .dailyEnergy: "daily totals"
        case .gasDayEnergy: "totals of gas days"
        case .periodEnergy(let days): "totals of \(days) days"
        case .maximumPower: "maximum powers"
        }
    }
}

extension Instant {
    fileprivate static let accepted = CivilDay.accepted.lowerBound.start...CivilDay.accepted.upperBound.end
}
