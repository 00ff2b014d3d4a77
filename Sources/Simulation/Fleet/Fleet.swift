package import Metering

/// Plain households and businesses of any number, without faults, to see what a machine can carry.
package struct Fleet: Sendable {
    /// The form in which the curves are written: the same values in each.
    package enum Format: String, CaseIterable, Sendable {
        case r50, r63, csv
    }

    package let meters: Int
    package let days: ClosedRange<CivilDay>
    package let format: Format
    let loads: LoadModel
    /// The meters of each commune: log-normal sizes about a thousand, as French communes have.
    let communes: [Range<Int>]

    /// Precondition: at least one meter and one day.
    package init(meters: Int, days: Int, from first: CivilDay, seed: UInt64, format: Format) {
        precondition(meters > 0 && days > 0)
        self.meters = meters
        self.days = first...first.advanced(by: days - 1)
        self.format = format
        loads = LoadModel(seed: seed)
        var generator = SplitMix64(seed, 0xC0)
        let count = max(1, meters / 1_000)
        communes = UnevenParts.ranges(
            UnevenParts.sizes(
                of: meters, parts: count, within: min(15, meters / count)...meters, spread: 1.1, &generator))
    }

    package func customer(_ number: Int) -> Customer {
        loads.customer(number, number % 10 != 4 ? .household : number % 30 == 4 ? .office : .shop)
    }

    package func channel(_ number: Int) -> Channel { Channel(point: InventedID.prm(number, seed: loads.seed)) }

    /// A code in the style of INSEE: two characters of a department, Corsica's included, and three digits.
    package static func communeCode(_ ordinal: Int) -> String {
        let department = ordinal % 95 + 1
        let text = department == 20 ? "2A" : department < 10 ? "0\(department)" : "\(department)"
        return text + String(String(1_001 + ordinal / 95).suffix(3))
    }
}
