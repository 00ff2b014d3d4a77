/// The scope tokens of our own API.
package enum CurveScope {
    /// Reading what a consent in force covers.
    package static let curves = "curves"
    /// Asks for daily figures alone, or for half-hourly ones alone; without either, for all that the need names.
    package static let daily = "curves.daily"
    package static let halfHourly = "curves.half-hourly"

    package static let all = [curves, daily, halfHourly]
}
