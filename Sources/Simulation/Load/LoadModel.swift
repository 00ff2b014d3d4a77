package import Metering

/// Plausible load curves of points that do not exist.
///
/// Any point and day can be made alone, in any order: everything follows from the seed, the point's number and the
/// day. Sines and logarithms are the machine's: the same bytes on one machine, not promised on another.
package struct LoadModel: Sendable {
    package let seed: UInt64
    private let unrest: Unrest

    package init(seed: UInt64) {
        self.seed = seed
        unrest = Unrest(seed: seed)
    }

    func weather(of day: CivilDay) -> DayWeather { Weather(seed: seed).day(day) }

    package func shapes(of day: CivilDay, step: Step) -> DayShapes {
        DayShapes(day, step: step, seed: seed, weather: weather(of: day), unrest: unrest)
    }

    package func customer(_ number: Int, _ profile: Profile) -> Customer { Customer(number, profile, seed: seed) }
}
