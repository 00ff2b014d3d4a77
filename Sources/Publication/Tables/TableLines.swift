import Disclosure
import Metering
import Store

/// The lines of a table: each territory with each sector and all of them, in each year and in all of them.
struct TableLines {
    let lines: [TableLine]

    init(
        _ office: ReleaseOffice, kinds: [String], years: ClosedRange<Int>, _ kind: EnergyKind,
        _ known: Known
    ) throws {
        let sets = try office.catalogue.sets(known)
        let sectors = try SectorPanels(sets, office, years, kind, known)
        let subMeters = try SubMeterExclusion(office.catalogue, known)
        let secret = try SecretPointExclusion(office.catalogue, known)
        let use = (["table"] + kinds + Set([years.lowerBound, years.upperBound]).sorted().map(String.init))
            .joined(separator: "-")
        lines = try sets.filter { kinds.contains($0.kind) && $0.visibility == .public }.flatMap { set in
            let territory = PointSet(id: set.id, kind: set.kind, useCase: use, visibility: .public, figureStep: .year)
            let members = try office.annualPanels(of: set, years, kind, known, without: (subMeters, secret))
            return sectors.parts(of: members).flatMap { sector, panels in
                TableLines.spans(years).compactMap { span in
                    TableLines.line(territory, sector, panels.filter { span.contains($0.key) }, span, kind)
                }
            }
        }
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
    /// The members of a set that belong to it throughout each year; of sectors, which say whom a set is about, with the
    /// sub-meters of others and secret points.
    fileprivate func annualPanels(
        of set: PointSet, _ years: ClosedRange<Int>, _ kind: EnergyKind, _ known: Known,
        without excluded: (subMeters: SubMeterExclusion, secret: SecretPointExclusion)? = nil
    ) throws -> [Int: Panel] {
        let members = try catalogue.members(of: set.id, known).members
            .first { $0.carrier == kind.carrier && $0.direction == kind.direction }
        return try years.reduce(into: [:]) { panels, year in
            guard let first = CivilDay(year: year, month: 1, day: 1), let members else { return }
            let present = members.present(throughout: FigureStep.year.period(of: first)).numbers
            guard let excluded else { return panels[year] = Panel(present) }
            let told = excluded.secret.without(present)
            panels[year] = Panel(try excluded.subMeters.without(told, kind.carrier, kind.direction))
        }
    }
}
