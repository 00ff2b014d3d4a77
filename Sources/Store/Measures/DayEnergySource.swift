/// The sources that may tell the energy of one channel's whole day, the one that counts first before the others.
///
/// 1. the difference of the indexes at both midnights, where the connection can carry it (`ConnectionLimit`);
/// 2. the daily energy that the operator states, unless it is missing;
/// 3. the sum of a complete curve;
/// 4. only where it is asked for, the sum of a curve whose holes were filled.
package enum DayEnergySource: UInt8, CaseIterable, Comparable, Sendable {
    /// Part of fingerprints: frozen.
    case indexes = 1, dailyEnergy, curve, estimate

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// As answers name it.
    package var name: String {
        switch self {
        case .indexes: "indexes"
        case .dailyEnergy: "daily-energy"
        case .curve: "curve"
        case .estimate: "estimate"
        }
    }

    /// Whether it counts where another source, or none, tells the energy too.
    package func counts(beside other: DayEnergySource?) -> Bool { other.map { self < $0 } ?? true }
}
