/// What a single figure of a meter or an operator is.
package enum Register: Hashable, Sendable, Comparable {
    /// A cumulative register in watt-hours (litres for water); its temporal class, or `total` for the sum of all.
    case index(temporalClass: String)
    /// The energy of the civil day that starts at the reading's instant, given by the operator.
    case dailyEnergy
    /// The highest power of the day, at the instant it was reached or, where unknown, at the start of the day.
    case maximumPower

    package static let totalIndex = Register.index(temporalClass: "total")

    /// The class that stands for those of a grid that are not told: it never has an index, so the grid has no sum where
    /// it stands, however the grid's classes are named.
    package static let untoldClass = "untold"

    /// `index:total`, `index:HPH`, `daily-energy`, `maximum-power`.
    package var name: String {
        switch self {
        case .index(let temporalClass): "index:\(temporalClass)"
        case .dailyEnergy: "daily-energy"
        case .maximumPower: "maximum-power"
        }
    }

    /// What remarks call it: of an index, its class alone.
    package var shortName: String {
        switch self {
        case .index(let temporalClass): temporalClass
        case .dailyEnergy, .maximumPower: name
        }
    }

    package init?(name: String) {
        switch name {
        case "daily-energy": self = .dailyEnergy
        case "maximum-power": self = .maximumPower
        default:
            guard name.hasPrefix("index:") else { return nil }
            self = .index(temporalClass: String(name.dropFirst(6)))
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
