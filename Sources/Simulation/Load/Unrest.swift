import Glibc
import Metering

/// Factors by which single intervals stray from the shape of their profile: 256 draws each, with mean 1.
struct Unrest: Sendable {
    private let factors: [Double]

    init(seed: UInt64) {
        factors = Profile.allCases.flatMap { profile in
            var generator = SplitMix64(seed, 0x0E57, UInt64(profile.rawValue))
            let draws = (0..<256).map { _ in exp(profile.unrest * generator.normal()) }
            let mean = draws.reduce(0, +) / 256
            return draws.map { $0 / mean }
        }
    }

    subscript(profile: Profile, draw: Int) -> Double { factors[profile.rawValue << 8 | draw] }
}
