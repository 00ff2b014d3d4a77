import Disclosure
import Metering
import Store

/// Which channels of a day its longer figures may count as they are known now: those of which every figure of the day
/// that left says so too.
///
/// If one of them still said what it said, a month less its days would tell what came since: of the few that it covers.
struct Reopening {
    /// Figures that left before and tell what is known now.
    private var told: Set<PublicationGuard.LeftPanel> = []

    mutating func tells(_ figure: [PublicationGuard.LeftPanel]) { told.formUnion(figure) }

    var isPossible: Bool { !told.isEmpty }

    /// Costs the members of all figures that left, as often as one of them takes channels away from others.
    func channels(beside left: [PublicationGuard.LeftPanel], _ energies: EnergiesOfDay) throws -> Panel {
        let changed = Panel(
            try energies.closed.flatMap { part in
                try (part.energies.channels.numbers ?? []).filter {
                    try energies.entryAsClosed(of: $0)?.total != energies.entry(of: $0)?.total
                }
            })
        var open = changed
        var isSettled = false
        while !isSettled, !open.points.isEmpty {
            let before = open
            for figure in left {
                let ofFigure = figure.panel.intersection(changed)
                let isWhole = told.contains(figure) && ofFigure.subtracting(open).points.isEmpty
                if !isWhole { open = open.subtracting(ofFigure) }
            }
            isSettled = open == before
        }
        return open
    }
}

extension ReleaseOffice {
    /// Whether what a day was closed with may still change: not once a table closed its year.
    func isOpen(toCorrections day: CivilDay) throws -> Bool {
        try Carrier.allCases.allSatisfy { carrier in
            try Direction.allCases.allSatisfy { direction in
                try releases.closedYears(EnergyKind(carrier: carrier, direction: direction))[day.components.year] == nil
            }
        }
    }
}
