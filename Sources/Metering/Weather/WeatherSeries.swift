/// Temperatures of the air at one station, from one source.
///
/// Weather is nobody's: it is no channel of a metering point and never counts as a customer.
package struct WeatherSeries: Hashable, Sendable {
    package let station: WeatherStation
    package let source: WeatherSource
    package let temperatures: RegularSeries<Temperature>

    package init(_ station: WeatherStation, _ source: WeatherSource, _ temperatures: RegularSeries<Temperature>) {
        self.station = station
        self.source = source
        self.temperatures = temperatures
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
