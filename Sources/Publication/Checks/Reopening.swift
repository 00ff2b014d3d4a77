import Disclosure
import Metering
import Store

/// Which channels of a day count from now on as they are known now: those of which every figure that left says so.
///
/// If one of them still said what it said, another figure of the new state would tell, less that one, what came since
/// of the few whom both cover. A figure over longer, a curve and a table say what they said, and so does what this
/// publication does not ask for: their channels stay as they are closed.
struct Reopening {
    /// Figures of the day that say what is known now, whether that is another thing or not, with whom they cover.
    private var current: [FigureName: Panel] = [:]
    /// Whom figures cover that leave for the first time, as the day is closed.
    private var closed: Set<Panel> = []

    mutating func add(current name: FigureName, _ panel: Panel) { current[name] = panel }

    mutating func add(closed panel: Panel) { closed.insert(panel) }

    var isPossible: Bool { !current.isEmpty }

    /// `left`: the figures of the day that left; `panelOf`: whom one of them covers that is not current, nil where that
    /// is not known; `longer`: whom figures over longer cover. Costs the changed channels and the members of all of
    /// them, as often as one takes channels away from others.
    func channels(
        _ energies: EnergiesOfDay, left: Set<FigureName>, panelOf: (FigureName) throws -> Panel?, longer: [Panel]
    ) throws -> Panel {
        let changed = try Reopening.changed(energies)
        var open = changed.intersection(Panel(Set(current.values.flatMap(\.points))))
        for panel in longer + closed { open = open.subtracting(panel) }
        for name in left where current[name] == nil {
            guard let panel = try panelOf(name) else { return Panel([]) }
            open = open.subtracting(panel)
        }
        var isSettled = false
        while !isSettled, !open.points.isEmpty {
            let before = open
            for panel in Set(current.values) {
                let ofFigure = panel.intersection(changed)
                if !ofFigure.subtracting(open).points.isEmpty { open = open.subtracting(ofFigure) }
            }
            isSettled = open == before
        }
        return open
    }

    /// The channels that are known otherwise now than they are closed.
    static func changed(_ energies: EnergiesOfDay) throws -> Panel {
        Panel(
            try energies.closed.flatMap { part in
                try (part.energies.channels.numbers ?? []).filter {
                    try energies.entryAsClosed(of: $0)?.total != energies.entry(of: $0)?.total
                }
            })
    }
}
