import Metering
import Store

/// The energies of days as they are known, or were: the last few asked for stay in memory, as the figures of one
/// publication ask for the same again and again.
final class EnergyDays {
    private struct Key: Hashable {
        let day: CivilDay
        let horizon: Revision?
    }

    private let data: DataDirectory
    private let isEstimating: Bool
    private var kept: [(key: Key, energies: DayEnergies)] = []
    private static let most = 2

    init(_ data: DataDirectory, isEstimating: Bool) {
        self.data = data
        self.isEstimating = isEstimating
    }

    func energies(on day: CivilDay, upTo horizon: Revision? = nil) throws -> DayEnergies {
        let key = Key(day: day, horizon: horizon)
        if let known = kept.first(where: { $0.key == key }) { return known.energies }
        if kept.count == EnergyDays.most { kept.removeFirst() }
        let energies = try DayEnergies(data, on: day, isEstimating: isEstimating, upTo: horizon)
        kept.append((key, energies))
        return energies
    }

    /// Groups added up over days, one day in memory at a time.
    func sums(
        of groups: [SetGroup], over days: ClosedRange<CivilDay>, _ holders: Holders, upTo horizon: Revision? = nil
    ) throws -> [GroupEnergies] {
        var sums = groups.map { GroupEnergies($0, holders) }
        for day in days.all {
            let energies = try energies(on: day, upTo: horizon)
            for place in sums.indices { try sums[place].add(energies) }
        }
        return sums
    }
}

extension ClosedRange<CivilDay> {
    /// Every day of the range.
    var all: [CivilDay] {
        (0...Int(upperBound.daysSinceEpoch - lowerBound.daysSinceEpoch)).map { lowerBound.advanced(by: $0) }
    }
}
