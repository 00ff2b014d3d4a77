import Glibc
import Metering

/// The sun over Lyon.
enum Sun {
    private static let latitude = 45.74 / 180 * Double.pi
    private static let longitude = 4.82

    /// Sine of the sun's height over the horizon; 0 or less at night.
    ///
    /// Source: Cooper (1969) for the declination, Spencer's series cut after its main terms for the equation of time.
    static func height(at instant: Instant) -> Double {
        let days = Double(instant.secondsSinceEpoch) / 86_400
        let yearAngle = 2 * Double.pi * (days - (days / 365.2425).rounded(.down) * 365.2425) / 365.2425
        let declination = 23.45 / 180 * Double.pi * sin(yearAngle - 2 * .pi * 80 / 365.2425)
        let equation = 9.87 * sin(2 * (yearAngle - 1.39)) - 7.53 * cos(yearAngle - 1.39) - 1.5 * sin(yearAngle - 1.39)
        let solarHour = (days - days.rounded(.down)) * 24 + longitude / 15 + equation / 60
        let hourAngle = (solarHour - 12) / 12 * Double.pi
        return sin(latitude) * sin(declination) + cos(latitude) * cos(declination) * cos(hourAngle)
    }
}
