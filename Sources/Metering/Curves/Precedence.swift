/// Which of two statements about the same time counts.
///
/// In this order: a corrected value before a measured one, a measured one before an estimate; a primary source before
/// a copy; the value stated for the shorter interval; the later statement. Only the last depends on the order of
/// arrival: whatever the others decide is the same in whichever order files come.
package struct Precedence: Hashable, Sendable, Comparable {
    private let rank: UInt16

    /// Of a value that stands in an interval of a step. Precondition: it is not missing.
    package init(_ mark: Mark, on step: Step) {
        let quality: UInt16 =
            switch mark.quality {
            case .corrected: 3
            case .measured: 2
            case .estimated: 1
            case .missing: 0
            }
        let minutes = UInt16((mark.statedStep ?? step).minutes)
        rank = quality << 9 | (mark.provenance == .primary ? 1 : 0) << 8 | (0xFF - minutes)
    }

    package static func < (left: Precedence, right: Precedence) -> Bool { left.rank < right.rank }
}
