import Metering

/// What the letters and codes of a value say of its quality (guide Enedis.SGE.GUI.0503, R63).
extension R6xPoint {
    /// The mark of the value; nil when its nature is none of the guide's.
    ///
    /// The correction type (`tc`) is not read: it details natures C and E, which are enough.
    var mark: Mark? {
        let isDoubtful = likelihood.map { $0 != 0 && $0 != 2 } ?? false
        guard let quality, unreadable[.nature] == nil else { return nil }
        if isOutage { return figure == nil ? .missing(.outage) : Mark(.corrected, isDoubtful: isDoubtful) }
        return figure == nil ? .missing(.sentEmpty) : Mark(quality, isDoubtful: isDoubtful)
    }

    /// Whether a complementary state other than an outage comes with the value.
    var hasState: Bool { likelihood == 2 && !isOutage && (state ?? 0) != 0 }

    /// B raw, R real, K computed; C corrected, D imported; H rebuilt, P rebuilt over an outage, E estimated;
    /// S, T, F, G outage, short outage, its start and its end.
    private var quality: Quality? {
        switch nature {
        case 0, UInt8(ascii: "B"), UInt8(ascii: "R"), UInt8(ascii: "K"): .measured
        case UInt8(ascii: "C"), UInt8(ascii: "D"): .corrected
        case UInt8(ascii: "H"), UInt8(ascii: "P"), UInt8(ascii: "E"): .estimated
        case UInt8(ascii: "S"), UInt8(ascii: "T"), UInt8(ascii: "F"), UInt8(ascii: "G"): .corrected
        default: nil
        }
    }

    /// A nature of outage, or Linky's own word for it: likelihood 2 with state 1 (outage) or 11 (outage, then return).
    private var isOutage: Bool {
        switch nature {
        case UInt8(ascii: "S"), UInt8(ascii: "T"), UInt8(ascii: "F"), UInt8(ascii: "G"): true
        default: likelihood == 2 && (state == 1 || state == 11)
        }
    }
}
