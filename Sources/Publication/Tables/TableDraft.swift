import Disclosure
import Metering
import Store

/// A judged table on its way into the register.
struct TableDraft {
    let known: Known
    /// The import after which each year's energies are known.
    let horizons: [Int: Revision]
    let judged: [TableGate.Judged]
    let records: [TableLineRecord]

    init(_ office: ReleaseOffice, _ request: TableRequest, now: Instant) throws {
        let (years, kind, policy) = (request.years, request.kind, request.policy)
        let last = try TableDraft.year(years.upperBound).upperBound
        try policy.checkReady("\(years.upperBound)", endingOn: last, now: now)
        try policy.checkInForce(on: last)
        let known = office.ledger.known()
        let lines = try TableLines(office, kinds: request.kinds, years: years, kind, known).lines
        guard !lines.isEmpty else { throw TableRefusal.noTerritories(request.kinds) }
        let earlier = try office.releases.earlierLines(in: Set(years), kind)
        let panels = lines.map(\.panels) + earlier.map(\.panels)
        let closed = try office.releases.closedYears(kind)
        let horizons = Set(panels.flatMap(\.keys)).reduce(into: [:]) { $0[$1] = closed[$1] ?? known.horizon }
        let holders = try office.catalogue.holders(known)
        let sums = try TableDraft.energies(of: panels, kind, horizons, known, holders, office)
        let gate = TableGate(
            policy: policy, dominance: try office.documents.dominanceRule(), today: CivilDay(containing: now),
            holders.population(highest: try office.catalogue.highestNumber()))
        let judged = gate.judge(lines, sums.mapValues { $0.undisclosed(names: [:]) }, after: Array(earlier))
        self.known = known
        self.horizons = horizons
        self.judged = judged
        records = judged.map { TableDraft.record(of: $0, under: policy, sums) }
    }

    private static func year(_ number: Int) throws -> ClosedRange<CivilDay> {
        guard let first = CivilDay(year: number, month: 1, day: 1) else {
            throw PublicationRefusal.notReady("\(number)", readyOn: CivilDay.accepted.upperBound)
        }
        return FigureStep.year.period(of: first)
    }

    /// The energies of every year that the lines speak of, as they are known for its tables.
    private static func energies(
        of lines: [[Int: Panel]], _ kind: EnergyKind, _ horizons: [Int: Revision], _ known: Known, _ holders: Holders,
        _ office: ReleaseOffice
    ) throws -> [Int: ScopeEnergies] {
        try horizons.sorted { $0.key < $1.key }.reduce(into: [:]) { sums, year in
            let points = Set(lines.compactMap { $0[year.key]?.points }.joined())
            let scope = FigureScope(annual: year.key, points, over: try self.year(year.key), kind)
            let days = try EnergyCache(office, isEstimating: false, known.upTo(year.value))
            let energies = try days.sums(of: [scope], over: scope.request.period, holders)[0]
            guard energies.undisclosed(names: [:]).isCountable else {
                throw TableRefusal.uncountable(year: year.key)
            }
            sums[year.key] = energies
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
