package import Metering

extension ClosedRange<CivilDay> {
    /// Its days, in order.
    package var each: [CivilDay] {
        (lowerBound.daysSinceEpoch...upperBound.daysSinceEpoch).map { CivilDay(daysSinceEpoch: $0) }
    }
}
