/// A channel of a point whose identifier is fourteen digits, as PRMs and PCEs are, in eight bytes.
///
/// Whole files of such points are read, and looked up, without a string for each. The digits are above, carrier and
/// direction in the four lowest bits: keys sort as their identifiers do.
package struct ChannelKey: Hashable, Sendable, Comparable {
    package let rawValue: UInt64

    /// The channel of the point whose fourteen digits make this number.
    package init(digits: UInt64, carrier: Carrier, direction: Direction) {
        rawValue = digits << 4 | UInt64(carrier.code) << 1 | (direction == .injection ? 1 : 0)
    }

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Nil for a point of another issuer.
    package init?(_ channel: Channel) {
        let text = channel.point.text.utf8.span
        guard text.count == 14, let digits = text.digits(0..<14) else { return nil }
        self.init(digits: UInt64(digits), carrier: channel.carrier, direction: channel.direction)
    }

    /// The number that the fourteen digits make.
    package var digits: UInt64 { rawValue >> 4 }

    package var point: PointID {
        let digits = String(digits)
        return PointID(String(repeating: "0", count: max(0, 14 - digits.utf8.count)) + digits)
    }

    package var carrier: Carrier { Carrier(code: UInt8(rawValue >> 1 & 0x07)) ?? .electricity }
    package var direction: Direction { rawValue & 1 == 0 ? .extraction : .injection }
    package var channel: Channel { Channel(point: point, carrier: carrier, direction: direction) }

    package static func < (left: ChannelKey, right: ChannelKey) -> Bool { left.rawValue < right.rawValue }
}

extension Carrier {
    /// The number of this carrier in keys and pages: frozen.
    package var code: UInt8 {
        switch self {
        case .electricity: 0
        case .gas: 1
        case .water: 2
        case .heat: 3
        case .cold: 4
        }
    }

    package init?(code: UInt8) {
        guard let carrier = Carrier.allCases.first(where: { $0.code == code }) else { return nil }
        self = carrier
    }
}
