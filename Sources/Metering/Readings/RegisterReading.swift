/// What a single figure of a meter or an operator is.
package enum Register: Hashable, Sendable, Comparable {
    /// A cumulative register in watt-hours (litres for water); its temporal class, or `total` for the sum of all.
    case index(temporalClass: String)
    /// A register as an operator states it on an occasion, often in whole kilowatt-hours and at any moment. No energy
    /// of a day is a difference of such indexes, and none replaces a daily one.
    case statedIndex(IndexOccasion, temporalClass: String)
    /// The energy of the civil day that starts at the reading's instant, given by the operator.
    case dailyEnergy
    /// The energy of the gas day that starts at the reading's instant: from 06:00 to 06:00 in legal time.
    case gasDayEnergy
    /// The energy of so many civil days together, from the midnight of the reading's instant on: a month, a billing
    /// period. It is no curve and no daily energy: what each day had is not known.
    case periodEnergy(days: Int)
    /// The highest power of the day, at the instant it was reached or, where unknown, at the start of the day.
    case maximumPower

    package static let totalIndex = Register.index(temporalClass: "total")

    /// The class that stands for those of a grid that are not told: it never has an index, so the grid has no sum where
    /// it stands, however the grid's classes are named.
    package static let untoldClass = "untold"

    /// `index:total`, `index:HPH`, `billed-index:HPH`, `index-before:BASE`, `index-after:HP`, `daily-energy`,
    /// `gas-day-energy`, `energy-of-days:31`, `maximum-power`.
    package var name: String {
        switch self {
        case .index(let temporalClass): "index:\(temporalClass)"
        case .statedIndex(let occasion, let temporalClass): occasion.prefix + temporalClass
        case .dailyEnergy: "daily-energy"
        case .gasDayEnergy: "gas-day-energy"
        case .periodEnergy(let days): "energy-of-days:\(days)"
        case .maximumPower: "maximum-power"
        }
    }

    /// What remarks call it: of an index, its class alone.
    package var shortName: String {
        switch self {
        case .index(let temporalClass): temporalClass
        case .statedIndex, .dailyEnergy, .gasDayEnergy, .periodEnergy, .maximumPower: name
        }
    }

    package init?(name: String) {
        switch name {
        case "daily-energy": self = .dailyEnergy
        case "gas-day-energy": self = .gasDayEnergy
        case "maximum-power": self = .maximumPower
        default:
            if name.hasPrefix("energy-of-days:"), let days = Int(name.dropFirst(15)) {
                self = .periodEnergy(days: days)
                return
            }
            if let occasion = IndexOccasion.allCases.first(where: { name.hasPrefix($0.prefix) }) {
                self = .statedIndex(occasion, temporalClass: String(name.dropFirst(occasion.prefix.count)))
                return
            }
            guard name.hasPrefix("index:") else { return nil }
            self = .index(temporalClass: String(name.dropFirst(6)))
        }
    }

    /// The register of an energy over whole civil days, or over a gas day; nil for any other period. A year and a day
    /// is the longest that anybody bills.
    package init?(ofEnergyFrom start: Instant, to end: Instant, carrier: Carrier) {
        let (first, last) = (CivilDay(containing: start), CivilDay(containing: end))
        let days = Int(last.daysSinceEpoch - first.daysSinceEpoch)
        if start == first.start, end == last.start, (1...367).contains(days) {
            self = days == 1 ? .dailyEnergy : .periodEnergy(days: days)
        } else if carrier == .gas, days == 1, start == first.gasDayStart, end == last.gasDayStart {
            self = .gasDayEnergy
        } else {
            return nil
        }
    }

    /// When the period of an energy ends; an index and a maximum stand at their moment.
    package func end(from start: Instant) -> Instant {
        let day = CivilDay(containing: start)
        return switch self {
        case .dailyEnergy: day.end
        case .gasDayEnergy: day.advanced(by: 1).gasDayStart
        case .periodEnergy(let days): day.advanced(by: days).start
        case .index, .statedIndex, .maximumPower: start
        }
    }

    package static func < (left: Register, right: Register) -> Bool { left.name < right.name }
}

/// One figure of one register. A daily index stands at the midnight it closes: the flows' own dates
/// (R151 the day before, R171 the day after…) have been undone.
package struct RegisterReading: Hashable, Sendable {
    package let channel: Channel
    package let register: Register
    package let at: Instant
    package let value: Int64
    package let mark: Mark
    package let line: UInt32

    package init(channel: Channel, register: Register, at: Instant, value: Int64, mark: Mark = .measured, line: UInt32)
    {
        self.channel = channel
        self.register = register
        self.at = at
        self.value = value
        self.mark = mark
        self.line = line
    }

    /// The same reading, as a source of some kind states it.
    package func from(_ provenance: Provenance) -> RegisterReading {
        if mark.provenance == provenance { return self }
        return RegisterReading(
            channel: channel, register: register, at: at, value: value, mark: mark.from(provenance), line: line)
    }
}
