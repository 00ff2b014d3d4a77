import Metering

/// One `IntervalReading`, before it is known what its value counts.
struct GreenButtonReading {
    /// Its own start, or its block's.
    var start: Int64?
    /// Intervals between that start and its own.
    var ordinal: Int32 = 0
    var duration: Int64?
    var value = Field<Int64>.absent
    private(set) var mark: Mark?
    private(set) var hasUnknownQuality = false
    let line: UInt32

    init(line: UInt32) { self.line = line }

    mutating func take(quality text: Span<UInt8>) {
        let known = text.integer.flatMap { ReadingQualityCode.mark($0) }
        hasUnknownQuality = hasUnknownQuality || known == nil
        let next = known ?? Mark(.measured, isDoubtful: true)
        mark = mark?.worse(next) ?? next
    }
}
