import Glibc
package import Metering

/// All that the points of one civil day share: the hours of the clock, the weather and the sun, on one step.
///
/// Made once a day; then the curve of any point costs a table look-up and a few products for each value.
package struct DayShapes: Sendable {
    package let day: CivilDay
    package let step: Step
    private let seed: UInt64
    /// For each profile, one factor an interval.
    private let shapes: [[Double]]
    /// Degrees below the heating limit, weighted by the thermostat's hours.
    private let cold: [Double]
    private let unrest: Unrest

    init(_ day: CivilDay, step: Step, seed: UInt64, weather: DayWeather, unrest: Unrest) {
        self.day = day
        self.step = step
        self.seed = seed
        self.unrest = unrest
        let middles = (0..<step.count(in: day)).map { index in
            Instant(secondsSinceEpoch: day.start.secondsSinceEpoch + step.seconds * Int64(index) + step.seconds / 2)
        }
        let hours = middles.map { middle in
            let local = middle.secondsSinceEpoch + ParisTime.offset(at: middle)
            return Double(local - Int64(day.daysSinceEpoch) * 86_400) / 3_600
        }
        cold = hours.map { max(0, 16 - weather.temperature(atHour: $0)) * ($0 < 6 || $0 > 22 ? 0.75 : 1.1) }
        shapes = Profile.allCases.map { profile in
            switch profile {
            case .photovoltaic: zip(middles, hours).map { DayShapes.sunlight(at: $0, hour: $1, weather) }
            case .cogeneration: hours.map { DayShapes.heatDemand(hour: $0, weather) }
            default: hours.map { DayShapes.habit(profile.hours(weekday: day.weekday), at: $0) }
            }
        }
    }

    private static func habit(_ hours: [Double]?, at hour: Double) -> Double {
        guard let hours else { return 0 }
        let first = Int(hour) % 24
        let share = hour - hour.rounded(.down)
        return hours[first] * (1 - share) + hours[(first + 1) % 24] * share
    }

    /// Output of panels, as a share of their power under a clear zenith.
    private static func sunlight(at middle: Instant, hour: Double, _ weather: DayWeather) -> Double {
        let height = Sun.height(at: middle)
        return height > 0 ? pow(height, 1.2) * (1 - 0.78 * weather.cloud(atHour: hour)) : 0
    }

    /// Output of a heat-led engine: off when little heat is wanted, never under half load, less at night.
    private static func heatDemand(hour: Double, _ weather: DayWeather) -> Double {
        let demand = (18 - weather.temperature(atHour: hour)) / 14 * (hour < 5 || hour > 23 ? 0.4 : 1)
        return demand < 0.25 ? 0 : min(max(demand, 0.5), 1)
    }

    /// The mean power of each interval in watts.
    ///
    /// A meter counts whole watt-hours: every value stands for a whole number of them, so sums of curves and
    /// differences of indexes agree exactly.
    package func curve(of customer: Customer) -> [Int32] {
        var generator = SplitMix64(seed, UInt64(customer.number), UInt64(bitPattern: Int64(day.daysSinceEpoch)))
        if customer.profile == .charger { return sessions(at: customer, &generator) }
        let shape = shapes[customer.profile.rawValue]
        let activity = customer.activity * presence(of: customer, &generator)
        var watts = [Double](repeating: customer.base, count: shape.count)
        var bits: UInt64 = 0
        for index in 0..<shape.count {
            if index & 3 == 0 { bits = generator.next() }
            let factor = unrest[customer.profile, Int(bits & 0xFF)]
            let thermostat = 0.6 + Double(bits >> 8 & 0xFF) / 320
            watts[index] += activity * shape[index] * factor + customer.heating * cold[index] * thermostat
            bits >>= 16
        }
        if customer.tank > 0 { heatWater(customer.tank, &watts, &generator) }
        return metered(watts, limit: customer)
    }

    /// How much of its habits a household lives today: one in ten is away.
    private func presence(of customer: Customer, _ generator: inout SplitMix64) -> Double {
        guard customer.profile == .household else { return 1 }
        return generator.fraction() < 0.1 ? 0.15 : generator.number(in: 0.8...1.3)
    }

    private func heatWater(_ power: Double, _ watts: inout [Double], _ generator: inout SplitMix64) {
        let start = generator.number(in: 30...270)
        add(power, from: start, to: start + generator.number(in: 60...150), &watts)
    }

    /// Cars that charge: mostly after work, some at noon, each at the power it can take.
    private func sessions(at customer: Customer, _ generator: inout SplitMix64) -> [Int32] {
        var watts = [Double](repeating: 0, count: shapes[customer.profile.rawValue].count)
        for _ in 0..<generator.index(below: 5) {
            let hour = generator.fraction() < 0.7 ? 18.3 + generator.normal() * 1.2 : 12.5 + generator.normal() * 2
            let power = min(
                [3_700, 7_400, 11_000, 22_000][generator.index(below: 4)], Double(customer.subscribed.watts))
            add(power, from: hour * 60, to: (hour + generator.number(in: 0.7...4)) * 60, &watts)
        }
        return metered(watts, limit: customer)
    }

    /// Adds a power over minutes of the day, in proportion where it covers part of an interval.
    private func add(_ power: Double, from start: Double, to end: Double, _ watts: inout [Double]) {
        let length = Double(step.minutes)
        let first = max(0, Int(start / length))
        for index in first..<max(first, min(watts.count, Int(end / length) + 1)) {
            let opening = Double(index) * length
            watts[index] += power * max(0, min(end, opening + length) - max(start, opening)) / length
        }
    }

    private func metered(_ watts: [Double], limit customer: Customer) -> [Int32] {
        let limit = Double(customer.subscribed.watts) * 0.95
        let intervalsPerHour = Int32(60 / step.minutes)
        let hours = Double(step.minutes) / 60
        return watts.map { Int32(min($0, limit) * hours + 0.5) * intervalsPerHour }
    }
}
