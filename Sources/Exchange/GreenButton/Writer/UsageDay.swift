package import Metering

/// What is written of a channel's civil day: its curve, or its energy alone.
package enum UsageDay: Sendable {
    case curve(PointDay)
    case energy(DayEnergy)

    var day: CivilDay {
        switch self {
        case .curve(let day): day.day
        case .energy(let energy): energy.day
        }
    }

    var carrier: Carrier {
        switch self {
        case .curve(let day): day.channel.carrier
        case .energy(let energy): energy.channel.carrier
        }
    }

    /// Whether there is a value to write.
    var hasValue: Bool {
        switch self {
        case .curve(let day): day.curve.missingCount < day.curve.count
        case .energy: true
        }
    }
}

/// What a channel measured over a civil day: watt-hours, litres of water.
package struct DayEnergy: Hashable, Sendable {
    package let channel: Channel
    package let day: CivilDay
    package let total: Int64
    package let quality: Quality

    package init(channel: Channel, day: CivilDay, total: Int64, quality: Quality) {
        self.channel = channel
        self.day = day
        self.total = total
        self.quality = quality
    }
}
