import Metering

extension ClosedRange<CivilDay> {
    /// Its days, in order.
    var each: [CivilDay] {
        (lowerBound.daysSinceEpoch...upperBound.daysSinceEpoch).map { CivilDay(daysSinceEpoch: $0) }
    }
}
