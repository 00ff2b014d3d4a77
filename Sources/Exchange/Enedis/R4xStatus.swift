import Metering

/// How an R4x file says a value was obtained: `Statut_Point`.
///
/// Source: Enedis's R4x guide 2.0.3, list of statuses.
enum R4xStatus {
    case measured, corrected, rebuilt, outage

    static let rule = Rule("unknown-status", "A value of unknown origin is kept, and marked doubtful.")

    init?(_ text: Span<UInt8>) {
        guard text.count == 1 else { return nil }
        switch text[0] {
        // Real, computed from other curves, or raw as Linky's are.
        case UInt8(ascii: "R"), UInt8(ascii: "K"), UInt8(ascii: "B"): self = .measured
        // Corrected, or imported by hand.
        case UInt8(ascii: "C"), UInt8(ascii: "D"): self = .corrected
        // Rebuilt after a clock change, rebuilt with an outage, estimated.
        case UInt8(ascii: "H"), UInt8(ascii: "P"), UInt8(ascii: "E"): self = .rebuilt
        // Outage: whole, short, its start, its end.
        case UInt8(ascii: "S"), UInt8(ascii: "T"), UInt8(ascii: "F"), UInt8(ascii: "G"): self = .outage
        default: return nil
        }
    }

    /// The mark of a value; in a curve asked for corrected, those that count as measured are corrected ones.
    static func mark(_ status: Field<R4xStatus>, hasValue: Bool, isCorrectedCurve: Bool) -> Mark {
        if !hasValue { return .missing(status.value == .outage ? .outage : .sentEmpty) }
        switch status {
        case .absent, .read(.measured): return isCorrectedCurve ? .corrected : .measured
        case .read(.corrected), .read(.outage): return .corrected
        case .read(.rebuilt): return .estimated
        case .unreadable: return Mark(.measured, isDoubtful: true)
        }
    }
}
