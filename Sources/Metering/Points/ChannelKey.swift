/// A channel of a point whose identifier is fourteen digits, as PRMs and PCEs are, in eight bytes.
///
/// Whole files of such points are read, and looked up, without a string for each. The digits are above, the kind
/// (carrier and direction) in the four lowest bits: keys of one carrier sort as their identifiers do. The carrier says
/// who issued the digits (`PointID`).
///
/// Kinds are frozen: twice the carrier's code, plus 1 for injection; 10 plus the carrier's code for production. 15 is
/// none.
package struct ChannelKey: Hashable, Sendable, Comparable {
    package let rawValue: UInt64

    /// The channel of the point whose fourteen digits make this number.
    package init(digits: UInt64, carrier: Carrier, direction: Direction) {
        rawValue = digits << 4 | UInt64(ChannelKey.kind(carrier, direction))
    }

    /// Of a number that a key had. Ask `isKnown` of one that was read from somewhere.
    @inlinable package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Nil for a point that no distributor of the carrier issued.
    package init?(_ channel: Channel) {
        let (text, prefix) = (channel.point.text.utf8, channel.carrier.issuerPrefix.utf8)
        guard text.count == prefix.count + 14, prefix.isEmpty || text.starts(with: prefix),
            let digits = text.span.digits(prefix.count..<text.count)
        else { return nil }
        self.init(digits: UInt64(digits), carrier: channel.carrier, direction: channel.direction)
    }

    /// What stands for a point in look-ups by point: its extraction. Nil for a partner's own identifier.
    package init?(_ point: PointID) {
        guard case .distributor(let carrier) = point.issuer,
            let key = ChannelKey(Channel(point: point, carrier: carrier))
        else { return nil }
        self = key
    }

    /// What stands for the point of this channel (`init(_: PointID)`).
    @inlinable package var ofPoint: ChannelKey {
        let kind = UInt8(rawValue & 0x0F)
        let extraction = kind < ChannelKey.production ? kind & 0x0E : (kind - ChannelKey.production) << 1
        return ChannelKey(rawValue: rawValue & ~0x0F | UInt64(extraction))
    }

    /// The number that the fourteen digits make.
    package var digits: UInt64 { rawValue >> 4 }

    package var point: PointID {
        let digits = String(digits)
        return PointID(carrier.issuerPrefix + String(repeating: "0", count: max(0, 14 - digits.utf8.count)) + digits)
    }

    package var carrier: Carrier {
        Carrier(code: kind < ChannelKey.production ? kind >> 1 : kind - ChannelKey.production) ?? .electricity
    }

    package var direction: Direction {
        kind >= ChannelKey.production ? .production : kind & 1 == 0 ? .extraction : .injection
    }

    /// Whether this program knows the carrier and the direction, and there are at most fourteen digits.
    package var isKnown: Bool { kind < 15 && digits < 100_000_000_000_000 }

    package var channel: Channel { Channel(point: point, carrier: carrier, direction: direction) }

    package static func < (left: ChannelKey, right: ChannelKey) -> Bool { left.rawValue < right.rawValue }

    private var kind: UInt8 { UInt8(rawValue & 0x0F) }

    /// The lowest kind of production.
    @usableFromInline static let production: UInt8 = 10

    private static func kind(_ carrier: Carrier, _ direction: Direction) -> UInt8 {
        switch direction {
        case .extraction: carrier.code << 1
        case .injection: carrier.code << 1 | 1
        case .production: production + carrier.code
        }
    }
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
        switch code {
        case 0: self = .electricity
        case 1: self = .gas
        case 2: self = .water
        case 3: self = .heat
        case 4: self = .cold
        default: return nil
        }
    }
}
