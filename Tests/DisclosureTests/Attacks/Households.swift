import Foundation
import TestKit

/// Invented homes with the yearly energies, in watt-hours, that the published figures of the attacks were measured on:
/// log-normal, with a few shops among them.
struct Households {
    let energies: [Int64]

    init(_ count: Int = 2_000, seed: UInt64 = 1) {
        var random = SeededGenerator(seed: seed)
        energies = (0..<count).map { _ in
            let isShop = Int.random(in: 0..<100, using: &random) == 0
            return Int64(exp(random.normal * 0.6) * (isShop ? 25_000_000 : 4_200_000))
        }
    }

    func sum(_ points: some Sequence<UInt32>) -> Int64 { points.reduce(0) { $0 + energies[Int($1)] } }

    /// The share of guesses within 10 % of the truth.
    static func success(_ guesses: [(guess: Double, truth: Double)]) -> Double {
        let hits = guesses.filter { abs($0.guess - $0.truth) <= 0.1 * $0.truth }.count
        return Double(hits) / Double(max(1, guesses.count))
    }

    var median: Double { Double(energies.sorted()[energies.count / 2]) }
}

/// A publisher that checks a threshold and rounds to significant digits: all that most open data portals do.
struct NaivePublisher {
    let households: Households
    var threshold = 11
    var digits = 3

    func publish(_ points: [UInt32]) -> Double? {
        points.count >= threshold ? Double(NaivePublisher.rounded(households.sum(points), digits)) : nil
    }

    static func rounded(_ value: Int64, _ digits: Int) -> Int64 {
        let unit = unit(of: value, digits)
        return (value + unit / 2) / unit * unit
    }

    /// What a value of so many significant digits is a multiple of.
    static func unit(of value: Int64, _ digits: Int) -> Int64 {
        var unit: Int64 = 1
        while value / unit >= Int64(pow(10, Double(digits))) { unit *= 10 }
        return unit
    }
}

extension SeededGenerator {
    /// A draw of the standard normal distribution, by Box and Muller.
    var normal: Double {
        mutating get {
            let radius = (-2 * log(Double.random(in: 1e-12..<1, using: &self))).squareRoot()
            return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &self))
        }
    }

    /// So many different points out of `population`, sorted.
    mutating func points(_ count: Int, of population: Int) -> [UInt32] {
        Array((0..<UInt32(population)).shuffled(using: &self).prefix(count)).sorted()
    }
}
