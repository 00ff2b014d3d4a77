import Disclosure
import Metering
import Store

/// A judged table on its way into the register.
struct TableDraft {
    let known: Known
    /// The import after which the energies of each year are known of which a line leaves.
    let horizons: [Int: Revision]
    /// What the lines that leave close of the years' days.
    let closings: [DayClosing]
    let judged: [TableGate.Judged]
    let records: [TableLineRecord]
    /// The years that are not complete enough to be closed.
    let incomplete: [IncompleteYear]

    struct IncompleteYear {
        let lastDay: CivilDay
        let refusal: TableRefusal
    }

    init(_ office: ReleaseOffice, _ request: TableRequest, now: Instant) throws {
        let (years, kind, policy) = (request.years, request.kind, request.policy)
        let last = try TableDraft.year(years.upperBound).upperBound
        try policy.checkDelay("\(years.upperBound)", endingOn: last, now: now)
        try policy.checkInForce(on: last)
        let known = office.ledger.known()
        let asked = try TableLines(office, kinds: request.kinds, years: years, kind, known)
        let lines = asked.lines
        guard !lines.isEmpty else { throw try TableDraft.refusal(of: request, known, office) }
        let earlier = try office.releases.earlierLines(in: Set(years), kind).map(asked.counted)
        let panels = lines.map(\.panels) + earlier.map(\.panels)
        let closed = try office.releases.closedYears(kind)
        let horizons = Set(panels.flatMap(\.keys)).reduce(into: [:]) { $0[$1] = closed[$1] ?? known.horizon }
        let holders = try office.catalogue.holders(known)
        let energies = try TableDraft.energies(of: panels, kind, horizons, known, holders, office)
        let sums = energies.mapValues(\.sums)
        let gate = TableGate(
            policy: policy, dominance: try office.documents.dominanceRule(), today: CivilDay(containing: now),
            holders.population(highest: try office.catalogue.highestNumber()))
        let judged = gate.judge(lines, sums.mapValues { $0.undisclosed(names: [:]) }, after: earlier)
        let leaving = Set(judged.filter(\.verdict.isRelease).flatMap(\.line.panels.keys))
        incomplete = try TableDraft.incomplete(energies.filter { closed[$0.key] == nil }, office)
        self.known = known
        self.horizons = horizons.filter { leaving.contains($0.key) }
        self.judged = judged
        closings = try TableDraft.closings(of: judged, energies)
        records = judged.map { TableDraft.record(of: $0, under: policy, sums) }
    }

    private static func incomplete(
        _ years: [Int: YearEnergies], _ office: ReleaseOffice
    ) throws -> [IncompleteYear] {
        let asked = try office.documents.readinessRule().completeness(of: "table")
        return years.sorted { $0.key < $1.key }.filter { $0.value.sums.completeness < asked }.map { year, energies in
            IncompleteYear(
                lastDay: energies.sums.scope.request.period.upperBound,
                refusal: .incomplete(year: year, percent: energies.sums.completeness, asked: asked))
        }
    }

    /// Why there are no lines.
    private static func refusal(
        of request: TableRequest, _ known: Known, _ office: ReleaseOffice
    ) throws -> TableRefusal {
        let isThere = try office.catalogue.sets(known).contains {
            request.kinds.contains($0.kind) && $0.visibility == .public
        }
        return isThere ? .noMembers(request.kinds, request.kind, request.years) : .noTerritories(request.kinds)
    }

    private static func year(_ number: Int) throws -> ClosedRange<CivilDay> {
        guard let first = CivilDay(year: number, month: 1, day: 1) else {
            throw PublicationRefusal.tooEarly("\(number)", readyOn: CivilDay.accepted.upperBound)
        }
        return FigureStep.year.period(of: first)
    }

    /// The energies of a year as tables have them, and what closed its days so far.
    private struct YearEnergies {
        let sums: ScopeEnergies
        let horizon: Revision
        let closed: [CivilDay: [DayClosing]]
    }

    /// The energies of every year that the lines speak of: of each day what it was closed with, and of points that
    /// nothing closed, what was known when the first table of the year was made.
    private static func energies(
        of lines: [[Int: Panel]], _ kind: EnergyKind, _ horizons: [Int: Revision], _ known: Known, _ holders: Holders,
        _ office: ReleaseOffice
    ) throws -> [Int: YearEnergies] {
        try horizons.sorted { $0.key < $1.key }.reduce(into: [:]) { energies, year in
            let points = Set(lines.compactMap { $0[year.key]?.points }.joined())
            let scope = FigureScope(annual: year.key, points, over: try self.year(year.key), kind)
            let days = try EnergyCache(
                office, isEstimating: false, known, ClosedDays.Asked(others: year.value))
            let sums = try days.sums(of: [scope], over: scope.request.period, holders, [.closed])[0]
            guard sums.undisclosed(names: [:]).isCountable else {
                throw TableRefusal.uncountable(year: year.key)
            }
            energies[year.key] = YearEnergies(
                sums: sums, horizon: year.value,
                closed: try scope.request.period.all.reduce(into: [:]) { $0[$1] = try days.closings(of: $1).closings })
        }
    }

    private static func closings(
        of judged: [TableGate.Judged], _ energies: [Int: YearEnergies]
    ) throws -> [DayClosing] {
        let lines = judged.filter(\.verdict.isRelease).map(\.line.panels)
        return try energies.sorted { $0.key < $1.key }.flatMap { year, energies in
            var new = NewClosings()
            for panel in lines.compactMap({ $0[year] }) { new.add(panel, over: energies.sums.scope.request.period) }
            return try new.closings(
                at: energies.horizon, isEstimating: { energies.closed[$0]?.first?.isEstimating ?? false },
                beside: { energies.closed[$0] ?? [] })
        }
    }

    private static func record(
        of judged: TableGate.Judged, under policy: Policy, _ sums: [Int: ScopeEnergies]
    ) -> TableLineRecord {
        let years = judged.line.panels.keys.sorted()
        let revisions = years.reduce(into: Set<Revision>()) { $0.formUnion(sums[$1]?.basis.revisions ?? []) }
        let basis = years.map { "\($0):\(judged.line.panels[$0]?.fingerprint ?? 0)" }.joined(separator: " ")
        let inputs =
            "\(basis)|\(revisions.map(\.number).sorted())|\(judged.line.request.tableTerms)|\(policy.frozenText)"
        return TableLineRecord(
            FigureRecord(
                policy: policy, request: judged.line.request, revisions: revisions,
                inputs: Fingerprint.of(Array(inputs.utf8)), verdict: judged.verdict), panels: judged.line.panels)
    }
}

extension FigureScope {
    /// All that tables ask about in a year, to be added up once.
    fileprivate init(annual year: Int, _ points: Set<UInt32>, over period: ClosedRange<CivilDay>, _ kind: EnergyKind) {
        let set = PointSet(id: "\(year)", kind: "year", useCase: "table", visibility: .public, figureStep: .year)
        let request = FigureRequest(
            set: set, carrier: kind.carrier, direction: kind.direction, period: period,
            expectedPoints: points.count, consent: nil)
        self.init(set: set, request: request, channels: points.sorted(), definedBy: Revision(0))
    }
}
