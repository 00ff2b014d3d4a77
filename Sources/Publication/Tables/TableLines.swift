import Disclosure
import Metering
import Store

/// The lines of a table: each territory with each sector and all of them, in each year and in all of them.
///
/// A sub-meter of a point that is in any of the territories is in none: what it measures is measured there. Else lines
/// of mains and lines of what lies behind them would be told apart by what a sub-meter measured.
struct TableLines {
    let lines: [TableLine]
    /// Which channels lie behind which, and the sub-meters that are left out.
    let tree: SubMeterTree
    let leftOut: Panel

    init(
        _ office: ReleaseOffice, kinds: [String], years: ClosedRange<Int>, _ kind: EnergyKind,
        _ known: Known
    ) throws {
        let sets = try office.catalogue.sets(known)
        let sectors = try SectorPanels(sets, office, years, kind, known)
        tree = try SubMeterExclusion(office.catalogue, known).tree(of: kind)
        let secret = try SecretPointExclusion(office.catalogue, known)
        let use = (["table"] + kinds + Set([years.lowerBound, years.upperBound]).sorted().map(String.init))
            .joined(separator: "-")
        let territories = try sets.filter { kinds.contains($0.kind) && $0.visibility == .public }.map {
            (set: $0, members: try office.annualPanels(of: $0, years, kind, known))
        }
        let leftOut = tree.parts(within: Panel(Set(territories.flatMap { $0.members.values.flatMap(\.points) })))
        self.leftOut = leftOut
        lines = territories.flatMap { set, all in
            let territory = PointSet(id: set.id, kind: set.kind, useCase: use, visibility: .public, figureStep: .year)
            let members = all.mapValues { Panel(secret.without(Array($0.subtracting(leftOut).points))) }
            return sectors.parts(of: members).flatMap { sector, panels in
                TableLines.spans(years).compactMap { span in
                    TableLines.line(territory, sector, panels.filter { span.contains($0.key) }, span, kind)
                }
            }
        }
    }

    /// An earlier line by the points that these lines count.
    func counted(_ earlier: TableLine.Earlier) -> TableLine.Earlier {
        TableLine.Earlier(
            panels: earlier.panels.mapValues { tree.mains(of: $0, counting: leftOut) }, isPublished: earlier.isPublished
        )
    }

    /// All years and each; the one where there is no other.
    private static func spans(_ years: ClosedRange<Int>) -> [ClosedRange<Int>] {
        (years.count > 1 ? [years] : []) + years.map { $0...$0 }
    }

    private static func line(
        _ territory: PointSet, _ sector: Policy.Sector?, _ panels: [Int: Panel], _ span: ClosedRange<Int>,
        _ kind: EnergyKind
    ) -> TableLine? {
        guard let first = CivilDay(year: span.lowerBound, month: 1, day: 1),
            let last = CivilDay(year: span.upperBound, month: 12, day: 31),
            panels.values.contains(where: { $0.count > 0 })
        else { return nil }
        var request = FigureRequest(
            set: territory, carrier: kind.carrier, direction: kind.direction, period: first...last,
            expectedPoints: panels.values.map(\.count).max() ?? 0, consent: nil)
        request.sector = sector
        return TableLine(request, panels: panels)
    }
}

/// Who is in which sector, year by year, from sets of kind `sector`.
struct SectorPanels {
    private var panels: [(sector: Policy.Sector, panels: [Int: Panel])] = []

    init(
        _ sets: [PointSet], _ office: ReleaseOffice, _ years: ClosedRange<Int>, _ kind: EnergyKind,
        _ known: Known
    ) throws {
        for set in sets where set.kind == "sector" {
            guard let sector = Policy.Sector(rawValue: set.id) else { continue }
            panels.append((sector, try office.annualPanels(of: set, years, kind, known)))
        }
    }

    /// A territory as a whole, and by sector where any point has one.
    func parts(of territory: [Int: Panel]) -> [(Policy.Sector?, [Int: Panel])] {
        guard !panels.isEmpty else { return [(nil, territory)] }
        var rest = territory
        var parts: [(Policy.Sector?, [Int: Panel])] = [(nil, territory)]
        for (sector, members) in panels {
            let part = rest.reduce(into: [Int: Panel]()) { part, year in
                part[year.key] = year.value.intersection(members[year.key] ?? Panel([]))
            }
            for (year, panel) in part { rest[year] = rest[year]?.subtracting(panel) }
            parts.append((sector, part))
        }
        return parts + [(.unassigned, rest)]
    }
}

extension ReleaseOffice {
    /// The members of a set that belong to it throughout each year, with sub-meters of others and secret points.
    fileprivate func annualPanels(
        of set: PointSet, _ years: ClosedRange<Int>, _ kind: EnergyKind, _ known: Known
    ) throws -> [Int: Panel] {
        let members = try catalogue.members(of: set.id, known).members
            .first { $0.carrier == kind.carrier && $0.direction == kind.direction }
        return years.reduce(into: [:]) { panels, year in
            guard let first = CivilDay(year: year, month: 1, day: 1), let members else { return }
            panels[year] = Panel(members.present(throughout: FigureStep.year.period(of: first)).numbers)
        }
    }
}
