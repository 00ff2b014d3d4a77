/// The scope tokens of our own API.
enum CurveScope {
    /// Reading what a consent in force covers.
    static let curves = "curves"
    /// Asks for daily figures alone, or for half-hourly ones alone; without either, for all that the need names.
    static let daily = "curves.daily"
    static let halfHourly = "curves.half-hourly"

    static let all = [curves, daily, halfHourly]
}
