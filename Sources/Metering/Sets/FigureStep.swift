/// The time step of the figures a set asks for.
package enum FigureStep: String, CaseIterable, Hashable, Sendable, Codable {
    case tenMinutes = "PT10M"
    case halfHour = "PT30M"
    case hour = "PT1H"
    case day = "P1D"
    case month = "P1M"
    case year = "P1Y"

    /// The curve step, for figures finer than a day.
    package var curveStep: Step? { Step(iso: rawValue) }

    /// The civil days of the figure that a day is part of: the day itself, its month, its year.
    package func period(of day: CivilDay) -> ClosedRange<CivilDay> {
        switch self {
        case .tenMinutes, .halfHour, .hour, .day: day...day
        case .month: day.firstOfMonth...day.lastOfMonth
        case .year: day.firstOfYear...day.lastOfYear
        }
    }
}
