import Disclosure
import Metering
import Store

/// What tables have to remember: the years that they closed, and their lines.
struct TableMemory {
    private struct Line {
        let kind: EnergyKind
        let line: TableLine.Earlier
    }

    private var years: [EnergyKind: [Int: Revision]] = [:]
    private var lines: [Line] = []

    /// Throws `YearClosedMeanwhile` where another horizon is closed already.
    mutating func close(_ year: Int, _ kind: EnergyKind, at horizon: Revision) throws {
        let known = years[kind, default: [:]][year] ?? horizon
        guard known == horizon else { throw YearClosedMeanwhile(year: year) }
        years[kind, default: [:]][year] = horizon
    }

    mutating func keep(_ line: TableLineRecord) {
        var isPublished = false
        if case .released = line.figure.verdict { isPublished = true }
        let request = line.figure.request
        lines.append(
            Line(
                kind: EnergyKind(carrier: request.carrier, direction: request.direction),
                line: TableLine.Earlier(panels: line.panels, isPublished: isPublished)))
    }

    func closedYears(_ kind: EnergyKind) -> [Int: Revision] { years[kind, default: [:]] }

    func earlierLines(in years: Set<Int>, _ kind: EnergyKind) -> Set<TableLine.Earlier> {
        Set(lines.filter { $0.kind == kind && !years.isDisjoint(with: $0.line.panels.keys) }.map(\.line))
    }

    /// The published lines of the years around a period, each once.
    func released(near period: ClosedRange<CivilDay>) -> [GuardedRelease] {
        let first = period.lowerBound.firstOfMonth.advanced(by: -1).components.year
        let last = period.upperBound.lastOfMonth.advanced(by: 1).components.year
        var seen: Set<GuardedRelease> = []
        return lines.filter(\.line.isPublished).flatMap { line in
            line.line.panels.filter { first...last ~= $0.key }
                .flatMap { GuardedRelease.annual($0.key, line.kind, $0.value) }
        }.filter { seen.insert($0).inserted }
    }
}
