import Metering

extension ClosedRange<CivilDay> {
    /// One day after the other.
    var each: [CivilDay] {
        (lowerBound.daysSinceEpoch...upperBound.daysSinceEpoch).map { CivilDay(daysSinceEpoch: $0) }
    }
}
