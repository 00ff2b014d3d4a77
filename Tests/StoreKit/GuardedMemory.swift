import Disclosure
import Metering
import Store

/// What the differencing guard has to remember, in simple lists.
struct GuardedMemory {
    private var panels: [SetPanel] = []
    private var days: [GuardedDays] = []
    private var longer: [GuardedRelease] = []
    private var held: Set<HeldPanel> = []
    private var requesters: Set<String> = []

    mutating func remember(_ memory: GuardMemory) {
        held.formUnion(memory.held)
        if let requester = memory.requester { requesters.insert(requester) }
        for panel in memory.panels {
            self.panels.removeAll {
                $0.set == panel.set && GuardedMemory.flow($0.kind) == GuardedMemory.flow(panel.kind)
                    && $0.from == panel.from
            }
            self.panels.append(panel)
        }
        for release in memory.released {
            if let day = GuardedDays(release) {
                fold(day)
            } else if !longer.contains(release) {
                longer.append(release)
            }
        }
    }

    /// One entry for a panel's month, however many of its days left.
    private mutating func fold(_ day: GuardedDays) {
        let place = days.firstIndex {
            ($0.month, $0.audience) == (day.month, day.audience) && $0.kind == day.kind && $0.panel == day.panel
        }
        guard let place else { return days.append(day) }
        days[place] = GuardedDays(
            kind: day.kind, panel: day.panel, audience: day.audience, month: day.month,
            days: days[place].days | day.days,
            unit: min(days[place].unit, day.unit))
    }

    func panels(of kind: EnergyKind, on day: CivilDay) -> [String: Panel] {
        let had = panels.filter { GuardedMemory.flow($0.kind) == GuardedMemory.flow(kind) && $0.from <= day }
        return Dictionary(grouping: had, by: \.set).compactMapValues { panels in
            panels.max { $0.from < $1.from }?.panel
        }
    }

    func released(near period: ClosedRange<CivilDay>) -> PastReleases {
        let first = period.lowerBound.firstOfMonth.advanced(by: -1).firstOfMonth
        let last = period.upperBound.lastOfMonth.advanced(by: 1).lastOfMonth
        var released = PastReleases()
        released.days = days.filter { first...last ~= $0.month }
        released.longer = longer.filter { $0.period.overlaps(first...last) }
        released.held = held.filter { period.lowerBound.firstOfMonth...period.upperBound ~= $0.month }
        released.requesters = requesters
        return released
    }

    /// What left day by day or over longer, as lines of tables, each as if every day of the year had.
    func earlierLines(in years: Set<Int>, _ kind: EnergyKind) -> Set<TableLine.Earlier> {
        let left =
            days.map { ($0.kind, $0.month, $0.panel) } + longer.map { ($0.kind, $0.period.lowerBound, $0.panel) }
        let lines = left.filter { left, day, _ in
            !left.isOfCorrections && GuardedMemory.flow(left) == GuardedMemory.flow(kind)
                && years.contains(day.components.year)
        }
        return Set(lines.map { TableLine.Earlier(panels: [$0.1.components.year: $0.2], isPublished: true) })
    }

    /// A kind, whether of corrections or not.
    private static func flow(_ kind: EnergyKind) -> EnergyKind {
        EnergyKind(carrier: kind.carrier, direction: kind.direction)
    }
}
