package import Metering

/// Two switches. A yes to half-hourly data is no yes to daily data, nor the other way round.
package struct Granularity: OptionSet, Hashable, Sendable, Codable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let daily = Granularity(rawValue: 1)
    package static let halfHourly = Granularity(rawValue: 2)

    /// The switch that figures on a step need. Nothing finer than half an hour can be consented to here.
    package init?(needed step: FigureStep) {
        switch step {
        case .day, .month, .year: self = .daily
        case .halfHour, .hour: self = .halfHourly
        case .tenMinutes: return nil
        }
    }
}
