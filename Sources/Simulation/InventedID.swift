package import Metering

/// Identifiers of points that do not exist, in the style of their issuers.
package enum InventedID {
    /// A PRM that no network has: 14 digits from 99 on. Numbers below 100 million give distinct ones.
    package static func prm(_ number: Int, seed: UInt64) -> PointID {
        precondition((0..<100_000_000).contains(number))
        // Coprime with 10^12, so that no two numbers meet.
        let spread = (number * 61_803_398_873 + Int(seed % 1_000_000_007)) % 1_000_000_000_000
        let digits = String(spread)
        return PointID("99" + String(repeating: "0", count: 12 - digits.count) + digits)
    }
}
