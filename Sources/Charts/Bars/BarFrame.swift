/// The measures of one of the two drawings of a bar chart. CSS shows the one that suits the screen.
struct BarFrame {
    let isWide: Bool
    let width: Double
    let left: Double
    let right: Double
    let top: Double
    let base: Double
    let height: Double
    let textSize: Double

    /// On a screen of at least 53 rem: the size says how much room the card gives.
    static func wide(_ size: BarChart.Size, rows: Int, hasDetail: Bool) -> BarFrame {
        let base: Double = size == .day ? 298 : 160
        let under = 28 + Double(rows) * 17 + (hasDetail ? 18 : 0)
        return BarFrame(
            isWide: true, width: size.width, left: size == .day ? 42 : 56, right: size.width - 4,
            top: size == .day ? 58 : 38, base: base, height: base + under, textSize: 13)
    }

    /// On a telephone: 326 units, which are as many pixels on a screen of 360.
    static func narrow(_ size: BarChart.Size) -> BarFrame {
        let base: Double = size == .day ? 274 : 166
        return BarFrame(
            isWide: false, width: 326, left: 40, right: 324, top: size == .day ? 64 : 30, base: base, height: base + 26,
            textSize: 12)
    }

    var plotWidth: Double { right - left }
    var plotHeight: Double { base - top }
}

extension BarChart {
    /// How much room the wide drawing has.
    package enum Size: Sendable {
        /// The whole width of a card.
        case day
        /// Beside a column of 14 rem.
        case months

        var width: Double {
            switch self {
            case .day: 1_054
            case .months: 798
            }
        }
    }
}
