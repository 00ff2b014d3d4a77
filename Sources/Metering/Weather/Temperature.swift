/// A temperature in hundredths of a degree Celsius: whole, since tenths, as Météo-France writes, and two decimals, as
/// models do, are both exact in it.
package struct Temperature: Hashable, Sendable, Comparable, Codable, CustomStringConvertible, IntensiveQuantity {
    package let hundredths: Int32

    package var units: Int32 { hundredths }

    package init(units: Int32) { self.init(hundredths: units) }

    package init(hundredths: Int32) { self.hundredths = hundredths }

    /// What air near the ground can have: the lowest and the highest that were ever measured are −89.2 °C and 56.7 °C
    /// (WMO, World Weather and Climate Extremes Archive). Outside, a value is a fault of its source.
    package static let plausible = Temperature(hundredths: -9_000)...Temperature(hundredths: 6_000)

    /// Reads `12.3`, `-4`, `7.25`: a point and at most two decimals. Nil for anything else, and for what does not fit.
    package init?(celsius text: String) {
        guard let hundredths: Int32 = DecimalText.read(text, decimals: 2) else { return nil }
        self.hundredths = hundredths
    }

    /// `12.30 °C`.
    package var description: String {
        let (whole, fraction) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        return "\(hundredths < 0 ? "-" : "")\(whole).\(fraction < 10 ? "0" : "")\(fraction) °C"
    }

    package static func < (left: Temperature, right: Temperature) -> Bool { left.hundredths < right.hundredths }

    /// A whole number of hundredths of a degree.
    package init(from decoder: any Decoder) throws {
        self.init(hundredths: try decoder.singleValueContainer().decode(Int32.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hundredths)
    }
}
