import Foundation
import TestKit
import Testing

@testable import Disclosure

@Suite("Exact noise")
struct DiscreteNoiseTests {
    private static let draws = 40_000

    /// Chi-square of draws against weights, tails pooled where fewer than 8 draws are expected; its degrees.
    private func chiSquare(_ draws: [Int64], weight: (Int64) -> Double) -> (statistic: Double, degrees: Int) {
        let norm = (-4_000...4_000).reduce(0.0) { $0 + weight(Int64($1)) }
        func expected(_ value: Int64) -> Double { Double(draws.count) * weight(value) / norm }
        var cells: [Int64: Int] = [:]
        for draw in draws { cells[draw, default: 0] += 1 }
        var (statistic, degrees, inner, innerExpected) = (0.0, 0, 0, 0.0)
        for value in Int64(-4_000)...4_000 where expected(value) >= 8 {
            let difference = Double(cells[value] ?? 0) - expected(value)
            statistic += difference * difference / expected(value)
            degrees += 1
            inner += cells[value] ?? 0
            innerExpected += expected(value)
        }
        let (rest, restExpected) = (Double(draws.count - inner), Double(draws.count) - innerExpected)
        if restExpected > 1 { statistic += (rest - restExpected) * (rest - restExpected) / restExpected }
        return (statistic, degrees)
    }

    /// The chi-square that one in 10,000 exceeds (Wilson and Hilferty 1931).
    private func bound(_ degrees: Int) -> Double {
        let (count, quantile) = (Double(degrees), 3.719)
        return count * pow(1 - 2 / (9 * count) + quantile * (2 / (9 * count)).squareRoot(), 3)
    }

    @Test(
        "of Laplace is distributed as exp(-|x| rate / scale)",
        arguments: [(Int64(1), Int64(1)), (5, 1), (7, 3), (1, 4), (40, 1)])
    func laplace(scale: Int64, rate: Int64) {
        var noise = DiscreteNoise(SeededGenerator(seed: UInt64(scale * 100 + rate)))
        let draws = (0..<Self.draws).map { _ in noise.laplace(scale: scale, rate: rate) }
        let (statistic, degrees) = chiSquare(draws) { exp(-Double(abs($0)) * Double(rate) / Double(scale)) }
        #expect(statistic < bound(degrees), "\(statistic) over \(degrees)")
    }

    @Test("of Gauss is distributed as exp(-x² / 2σ²)", arguments: [Int64(1), 2, 9, 150, 1_000])
    func gaussian(variance: Int64) {
        var noise = DiscreteNoise(SeededGenerator(seed: UInt64(variance)))
        let draws = (0..<Self.draws).map { _ in noise.gaussian(variance: variance) }
        let (statistic, degrees) = chiSquare(draws) { exp(-Double($0 * $0) / Double(2 * variance)) }
        #expect(statistic < bound(degrees), "\(statistic) over \(degrees)")
    }

    @Test("of another scale fails the same test: the test can see")
    func power() {
        var noise = DiscreteNoise(SeededGenerator(seed: 1))
        let draws = (0..<Self.draws).map { _ in noise.laplace(scale: 11, rate: 2) }
        let (statistic, degrees) = chiSquare(draws) { exp(-Double(abs($0)) / 5) }
        #expect(statistic > bound(degrees))
    }

    @Test("stays whole and finite at the widest scales, with the spread it should have")
    func wide() {
        let (scale, variance) = (
            DiscreteNoise<SeededGenerator>.scaleLimit, DiscreteNoise<SeededGenerator>.varianceLimit
        )
        var noise = DiscreteNoise(SeededGenerator(seed: 7))
        let laplace = (0..<2_000).map { _ in abs(Double(noise.laplace(scale: scale))) / Double(scale) }
        let gauss = (0..<2_000).map { _ in pow(Double(noise.gaussian(variance: variance)), 2) / Double(variance) }
        // Means of 2,000 draws: 1 with a standard error of 0.022, and 1 with 0.032.
        #expect(abs(laplace.reduce(0, +) / 2_000 - 1) < 0.1 && abs(gauss.reduce(0, +) / 2_000 - 1) < 0.15)
    }

    private static let python = ProcessInfo.processInfo.environment["OPENDP_PYTHON"]

    /// `OPENDP_PYTHON=…/bin/python swift test --filter OpenDP`, with a Python that has `opendp` (PyPI).
    @Test("is distributed as OpenDP's", .enabled(if: python != nil))
    func againstOpenDP() throws {
        var noise = DiscreteNoise(SeededGenerator(seed: 2_026))
        var samples: [String: [Int64]] = [:]
        for scale in [Int64(1), 7, 100_000] {
            samples["laplace \(scale)"] = (0..<20_000).map { _ in noise.laplace(scale: scale) }
        }
        for deviation in [Int64(1), 12, 650_000] {
            samples["gaussian \(deviation)"] = (0..<20_000).map { _ in noise.gaussian(variance: deviation * deviation) }
        }
        let folder = try TemporaryFolder()
        let file = try folder.file("draws.json", Array(JSONEncoder().encode(samples)))
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Interop/noise_against_opendp.py")
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.python))
        process.arguments = [script.path, file]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
