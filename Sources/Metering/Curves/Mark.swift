/// How far a value can be trusted. Combined, the worst wins.
package enum Quality: UInt8, CaseIterable, Hashable, Sendable, Comparable {
    case measured = 0
    case corrected = 1
    case estimated = 2
    case missing = 3

    package var name: String {
        switch self {
        case .measured: "measured"
        case .corrected: "corrected"
        case .estimated: "estimated"
        case .missing: "missing"
        }
    }

    package init?(name: String) {
        guard let quality = Quality.allCases.first(where: { $0.name == name }) else { return nil }
        self = quality
    }

    package static func < (left: Quality, right: Quality) -> Bool { left.rawValue < right.rawValue }
}

/// Why an interval has no value.
package enum MissingReason: UInt8, CaseIterable, Hashable, Sendable {
    /// No file spoke of the interval.
    case notReceived = 0
    /// The file has the interval, without a value.
    case sentEmpty = 1
    /// A value came and a rule refused it; it is kept in quarantine.
    case quarantined = 2
    /// The operator reports an outage.
    case outage = 3

    package var name: String {
        switch self {
        case .notReceived: "not received"
        case .sentEmpty: "sent empty"
        case .quarantined: "quarantined"
        case .outage: "outage"
        }
    }
}

/// What stays with every value of a curve, in one byte: its quality, the source's doubt, and the reason where
/// it is missing.
package struct Mark: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package init(_ quality: Quality, isDoubtful: Bool = false) {
        rawValue = quality.rawValue | (isDoubtful ? 0x40 : 0)
    }

    package static let measured = Mark(.measured)
    package static let corrected = Mark(.corrected)
    package static let estimated = Mark(.estimated)

    package static func missing(_ reason: MissingReason) -> Mark {
        Mark(rawValue: Quality.missing.rawValue | reason.rawValue << 2)
    }

    package var quality: Quality { Quality(rawValue: rawValue & 0x03) ?? .missing }

    /// The source itself calls the value doubtful (Enedis: *indice de vraisemblance* 1).
    package var isDoubtful: Bool { rawValue & 0x40 != 0 }

    package var missingReason: MissingReason? {
        quality == .missing ? MissingReason(rawValue: rawValue >> 2 & 0x03) : nil
    }
}
