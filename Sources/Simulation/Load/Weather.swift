import Glibc
import Metering

/// A weather that never was, with the seasons of Lyon.
///
/// Temperature and cloud drift over days: each fourth day has a drawn value and the days between lie on the line.
struct Weather: Sendable {
    let seed: UInt64

    func day(_ day: CivilDay) -> DayWeather {
        let (year, _, _) = day.components
        let newYear = CivilDay(year: year, month: 1, day: 1) ?? day
        let dayOfYear = Double(day.daysSinceEpoch - newYear.daysSinceEpoch)
        // Coldest about 15 January; normals of Lyon-Bron: 3 °C in January, 22 °C in July.
        let season = 12.6 - 9.4 * cos((dayOfYear - 14) / 365.25 * 2 * .pi)
        let cloud = min(max(0.5 + 0.42 * drift(of: day, topic: 1), 0), 1)
        return DayWeather(
            day: day, meanTemperature: season + 3.2 * drift(of: day, topic: 2), swing: 5.5 - 3.5 * cloud, cloud: cloud,
            wisps: (0..<24).map { hour in
                var generator = SplitMix64(seed, 3, UInt64(bitPattern: Int64(day.daysSinceEpoch)), UInt64(hour))
                return generator.number(in: -0.18...0.18)
            })
    }

    /// A slow drift in `[-1, 1]`.
    private func drift(of day: CivilDay, topic: UInt64) -> Double {
        let number = Int(day.daysSinceEpoch)
        let share = Double(number % 4) / 4
        return knot(number / 4, topic) * (1 - share) + knot(number / 4 + 1, topic) * share
    }

    private func knot(_ number: Int, _ topic: UInt64) -> Double {
        var generator = SplitMix64(seed, topic, UInt64(bitPattern: Int64(number)))
        return generator.number(in: -1...1)
    }
}

/// The weather of one civil day.
struct DayWeather: Sendable {
    let day: CivilDay
    /// In degrees Celsius.
    let meanTemperature: Double
    /// Half the difference of the afternoon to the early morning.
    let swing: Double
    /// Mean cover, 0 clear to 1 overcast.
    let cloud: Double
    fileprivate let wisps: [Double]

    /// Warmest about 16:00.
    func temperature(atHour hour: Double) -> Double { meanTemperature + swing * cos((hour - 16) / 24 * 2 * .pi) }

    func cloud(atHour hour: Double) -> Double {
        let first = Int(hour) % 24
        let share = hour - hour.rounded(.down)
        return min(max(cloud + wisps[first] * (1 - share) + wisps[(first + 1) % 24] * share, 0), 1)
    }
}
