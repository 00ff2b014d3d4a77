import Metering
import Store

/// Leaves points out of every figure of which nothing may be told but to their holders (`SecretPoints`).
struct SecretPointExclusion {
    /// Numbers of all their channels.
    private let numbers: Set<UInt32>

    /// Costs the secret points and the sub-meters that there are.
    init(_ catalogue: any Catalogue, _ known: Known) throws {
        let points = try catalogue.secretPoints(known)
        let all = points.isEmpty ? [] : points.all(with: try catalogue.subMeters(known))
        numbers = try all.reduce(into: []) { numbers, point in
            for carrier in Carrier.allCases {
                for direction in Direction.allCases {
                    let channel = Channel(point: point, carrier: carrier, direction: direction)
                    if let number = try catalogue.number(of: channel) { numbers.insert(number) }
                }
            }
        }
    }

    func without(_ channels: [UInt32]) -> [UInt32] {
        numbers.isEmpty ? channels : channels.filter { !numbers.contains($0) }
    }

    func concerns(_ channels: [UInt32]) -> Bool {
        !numbers.isEmpty && channels.contains { numbers.contains($0) }
    }
}
