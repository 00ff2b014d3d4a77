package import Metering

/// How fine the data of a consent may be. Daily and half-hourly data are consented to apart: neither includes the other
/// (CNIL, formal notice to EDF and Engie, 2020).
package struct Granularity: OptionSet, Hashable, Sendable, Codable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let daily = Granularity(rawValue: 1)
    package static let halfHourly = Granularity(rawValue: 2)

    /// What figures on a step need. Nil for steps finer than half an hour: they cannot be consented to.
    package init?(needed step: FigureStep) {
        switch step {
        case .day, .month, .year: self = .daily
        case .halfHour, .hour: self = .halfHourly
        case .tenMinutes: return nil
        }
    }
}
