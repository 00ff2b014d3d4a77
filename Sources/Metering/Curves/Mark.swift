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

    /// How much the reason says: a value that was refused before an outage, an empty field, and silence. Of two reasons
    /// for one hole, the one that says more stays.
    package var informativeness: Int {
        switch self {
        case .notReceived: 0
        case .sentEmpty: 1
        case .outage: 2
        case .quarantined: 3
        }
    }
}

/// What stays with every value of a curve, in one byte: its quality, the source's doubt, where it comes from, the
/// length of the interval it was stated for, and the reason where it is missing.
///
///     bits 0–1   quality
///     bits 2–3   of a missing interval: the reason; bits 4–7 are 0
///     bits 2–4   of a value: the interval it was stated for, 0 where that is the interval it stands in
///     bit 5      of a value: its provenance
///     bit 6      of a value: whether the source doubts it
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
    package var isDoubtful: Bool { quality != .missing && rawValue & 0x40 != 0 }

    package var missingReason: MissingReason? {
        quality == .missing ? MissingReason(rawValue: rawValue >> 2 & 0x03) : nil
    }

    /// Of two holes, whether this one's reason says more; false where one of them is a value.
    package func saysMore(than other: Mark) -> Bool {
        guard let mine = missingReason, let theirs = other.missingReason else { return false }
        return mine.informativeness > theirs.informativeness
    }

    package var provenance: Provenance {
        quality != .missing && rawValue & 0x20 != 0 ? .copy : .primary
    }

    /// The same value, from another source. A missing interval has none.
    package func from(_ provenance: Provenance) -> Mark {
        quality == .missing ? self : Mark(rawValue: rawValue & ~0x20 | provenance.rawValue << 5)
    }

    /// The step on which the value was stated, where that is coarser than the interval it stands in: a mean power of an
    /// hour holds on each of its halves, but nobody measured the halves.
    package var statedStep: Step? { quality == .missing ? nil : Mark.steps[Int(rawValue >> 2 & 0x07)] }

    /// The same value, standing in an interval shorter than the one it was stated for (nil: in that very one).
    package func stated(on step: Step?) -> Mark {
        guard quality != .missing else { return self }
        let code = UInt8(Mark.steps.firstIndex(of: step) ?? 0)
        return Mark(rawValue: rawValue & ~0x1C | code << 2)
    }

    /// What people are told beside the value: why it is missing, that the source doubts it, or the longer interval that
    /// it was stated for.
    package var remark: String? {
        if let missingReason { return missingReason.name }
        if isDoubtful { return "doubtful" }
        return statedStep.map { "stated for \($0.isoText)" }
    }

    /// Steps by their code in a mark: frozen.
    private static let steps: [Step?] = [nil, .minutes10, .minutes15, .minutes30, .hour, nil, nil, nil]
}
