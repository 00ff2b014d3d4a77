import Metering
import Store

// Of days of which the register forgot what left, nothing more leaves: the differencing guard, closed years and budgets
// would reckon without it.

extension ReleaseOffice {
    /// Throws `PublicationRefusal.forgotten` where one of the days is such a day.
    func checkRemembered(_ days: [CivilDay]) throws {
        let forgotten = try releases.forgottenDays()
        for day in days where forgotten.meet(day...day) { throw PublicationRefusal.forgotten("\(day)") }
    }

    /// Throws `PublicationRefusal.forgotten` where a table's years have such a day.
    func checkRemembered(_ years: ClosedRange<Int>) throws {
        let forgotten = try releases.forgottenDays()
        for year in years {
            guard let first = CivilDay(year: year, month: 1, day: 1) else { continue }
            if forgotten.meet(FigureStep.year.period(of: first)) { throw PublicationRefusal.forgotten("\(year)") }
        }
    }

    /// Throws `PublicationRefusal.forgotten` where a sum with noise may have been charged already: the costs of answers
    /// that were forgotten are of any days up to the last such day.
    func checkCharged(_ period: ClosedRange<CivilDay>) throws {
        guard let last = try releases.forgottenDays().last, period.lowerBound <= last else { return }
        throw PublicationRefusal.forgotten("\(period.lowerBound)")
    }
}
