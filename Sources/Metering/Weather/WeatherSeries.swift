/// Temperatures of the air at one station, from one source, on a regular step in UTC: one for each interval
/// `[start, start + step)`, or none where the source gives none.
///
/// Weather is nobody's: it is no channel of a metering point and never counts as a customer.
package struct WeatherSeries: Hashable, Sendable {
    package let station: WeatherStation
    package let source: WeatherSource
    package let start: Instant
    package let step: Step
    package let temperatures: [Temperature?]

    package init(
        _ station: WeatherStation, _ source: WeatherSource, from start: Instant, step: Step,
        _ temperatures: [Temperature?]
    ) {
        self.station = station
        self.source = source
        self.start = start
        self.step = step
        self.temperatures = temperatures
    }

    /// The temperature of the interval that contains a moment; nil outside the series and in its holes.
    package func temperature(at instant: Instant) -> Temperature? {
        let (offset, overflows) = instant.secondsSinceEpoch.subtractingReportingOverflow(start.secondsSinceEpoch)
        guard !overflows, offset >= 0, offset / step.seconds < Int64(temperatures.count) else { return nil }
        return temperatures[Int(offset / step.seconds)]
    }

    /// The mean over a civil day, of 23 to 25 hours, rounded to the nearest hundredth (half up). Nil where an interval is
    /// missing (a mean of what is left would be of other hours), and where no interval begins at the day's midnight.
    package func mean(of day: CivilDay) -> Temperature? {
        let count = step.count(in: day)
        guard day.start.seconds(since: start) % step.seconds == 0 else { return nil }
        let values = (0..<count).compactMap { temperature(at: day.start.advanced(minutes: $0 * step.minutes)) }
        guard values.count == count else { return nil }
        let sum = values.reduce(Int64(0)) { $0 + Int64($1.hundredths) }
        let mean = (2 * sum + Int64(count)).flooringDivision(by: Int64(2 * count))
        return Int32(exactly: mean).map { Temperature(hundredths: $0) }
    }
}

/// A place where weather is measured or computed, by who issues its number.
package struct WeatherStation: Hashable, Sendable, Codable {
    /// `Météo-France`, `WMO`, an operator's name.
    package let issuer: String
    /// As its issuer writes it (Météo-France: eight digits, département first). Text: leading zeros are significant.
    package let id: String

    package init(issuer: String, id: String) {
        self.issuer = issuer
        self.id = id
    }
}

/// Where weather comes from: a value measured is not a value forecast.
package enum WeatherSource: Hashable, Sendable {
    /// By the name of who publishes it.
    case observed(by: String)
    /// By the name of the model, with the moment of its run: what was known then.
    case forecast(model: String, run: Instant)
}
