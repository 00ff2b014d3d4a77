import Metering

/// `QualityOfReading` of ESPI, and what it makes of a mark.
///
/// ESPI has no code for a missing value: such an interval is not written. A reading may have several codes: the
/// worst quality counts, and doubt wherever one of them has it.
enum ReadingQualityCode {
    private static let valid: Int64 = 0
    private static let manuallyEdited: Int64 = 7
    private static let estimatedByReferenceDay: Int64 = 8
    private static let questionable: Int64 = 10

    /// What a value that is not missing is written with: its quality, and its doubt.
    static func codes(of mark: Mark) -> [Int64] {
        switch (mark.quality, mark.isDoubtful) {
        case (.measured, false): [valid]
        case (.measured, true): [questionable]
        case (.corrected, let isDoubtful): [manuallyEdited] + (isDoubtful ? [questionable] : [])
        case (.estimated, let isDoubtful): [estimatedByReferenceDay] + (isDoubtful ? [questionable] : [])
        case (.missing, _): []
        }
    }

    /// The mark of a code; nil for one that the schema does not have.
    static func mark(_ code: Int64) -> Mark? {
        switch code {
        // Valid; derived by arithmetic, as from two indexes; raw; validated, verified, fit for billing.
        case valid, 11, 14, 17, 18, 19: .measured
        case manuallyEdited: .corrected
        // Estimated by a reference day or a straight line; mixed, of which the worst counts; weather taken out.
        case estimatedByReferenceDay, 9, 13, 15: .estimated
        // Failed a check; other.
        case questionable, 16: Mark(.measured, isDoubtful: true)
        // A projection is no reading.
        case 12: .missing(.quarantined)
        default: nil
        }
    }
}

extension Mark {
    /// The worse of two qualities, with the doubt of either.
    func worse(_ other: Mark) -> Mark {
        if quality == .missing { return self }
        if other.quality == .missing { return other }
        return Mark(max(quality, other.quality), isDoubtful: isDoubtful || other.isDoubtful)
    }
}
