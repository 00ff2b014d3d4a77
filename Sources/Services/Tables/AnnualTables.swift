package import Disclosure
package import Metering
package import Store

/// Tables of annual energies by territory, sector and year with all their margins, judged whole, recorded and written.
///
/// Territories are sets; a point's sector is the set of kind `sector` that it is in (`residential`, `tertiary`,
/// `industry`, `agriculture`), `unassigned` without one.
package struct AnnualTables {
    private let data: DataDirectory
    private let policy: Policy
    private let now: Instant

    package enum Refusal: Error, CustomStringConvertible {
        case noTerritories([String])
        case notReady(year: Int, readyOn: CivilDay)
        case notInForce(policy: String, CivilDay)
        case uncountable(year: Int)

        package var description: String {
            switch self {
            case .noTerritories(let kinds):
                "there are no public sets of kind \(kinds.joined(separator: ", ")): `maille sets list` names them"
            case .notReady(let year, let readyOn): "\(year) is not ready: its figures may leave from \(readyOn) on"
            case .notInForce(let policy, let day): "policy \(policy) is not in force on \(day)"
            case .uncountable(let year):
                """
                the energies of \(year) are too large to be added up: look for an index or a daily energy that has \
                digits too many, and import the right one
                """
            }
        }
    }

    package init(_ data: DataDirectory, policy: Policy, now: Instant) {
        self.data = data
        self.policy = policy
        self.now = now
    }

    /// The table of all territories of some kinds. Neither kinds nor years may be empty.
    ///
    /// The first table of a year closes it: later tables are made of the same energies. A run that fails closes nothing.
    package func publish(
        kinds: [String], years: ClosedRange<Int>, _ carrier: Carrier = .electricity,
        _ direction: Direction = .extraction
    ) throws -> Publication {
        let draft = try draft(kinds, years, EnergyKind(carrier: carrier, direction: direction))
        let editions = try data.releases.record(draft.judgements, closing: draft.horizons, draft.stream, now: now)
        let figures = zip(zip(draft.judged, draft.judgements), editions).map { line, edition in
            Figure(
                line.1.judgement, edition: edition, isLawfulAlone: line.0.isLawfulAlone,
                isAlternative: line.0.isMerged)
        }
        return try Publication(
            day: try year(years.upperBound).upperBound, usage: .public, policy: policy, figures: figures,
            isEstimating: false, data: data, known: draft.known, now: now)
    }

    /// What a table would do, of which nothing is recorded.
    package struct DryRun: Hashable, Sendable, Encodable {
        /// Years that the table would close, with all that is known of them now.
        package let closes: [Int]
        package let released: Int
        package let suppressed: Int
    }

    /// Judges the table as `publish` does, and records nothing.
    package func dryRun(
        kinds: [String], years: ClosedRange<Int>, _ carrier: Carrier = .electricity,
        _ direction: Direction = .extraction
    ) throws -> DryRun {
        let draft = try draft(kinds, years, EnergyKind(carrier: carrier, direction: direction))
        let closed = try data.releases.closedYears(draft.stream)
        let released = draft.judged.count { $0.verdict.isRelease }
        return DryRun(
            closes: draft.horizons.keys.filter { closed[$0] == nil }.sorted(), released: released,
            suppressed: draft.judged.count - released)
    }

    /// A judged table on its way into the register.
    private struct Draft {
        let stream: EnergyKind
        let known: Known
        /// The import after which each year's energies are known.
        let horizons: [Int: Revision]
        let judged: [TableGate.Judged]
        let judgements: [ReleaseRegister.TableJudgement]
    }

    private func draft(_ kinds: [String], _ years: ClosedRange<Int>, _ stream: EnergyKind) throws -> Draft {
        try check(years)
        let known = data.ledger.known()
        let lines = try TableLines(data, kinds: kinds, years: years, stream, known).lines
        guard !lines.isEmpty else { throw Refusal.noTerritories(kinds) }
        let earlier = try data.releases.earlierLines(in: Set(years), stream)
        let panels = lines.map(\.panels) + earlier.map(\.panels)
        let closed = try data.releases.closedYears(stream)
        let horizons = Set(panels.flatMap(\.keys)).reduce(into: [:]) { $0[$1] = closed[$1] ?? known.horizon }
        let holders = try data.holders(known)
        let sums = try energies(of: panels, stream, horizons, known, holders)
        let gate = TableGate(
            policy: policy, dominance: try data.dominanceRule(), today: CivilDay(containing: now),
            holders.population(highest: try data.channels.highest()))
        let judged = gate.judge(lines, sums.mapValues { $0.undisclosed(names: [:]) }, after: Array(earlier))
        return Draft(
            stream: stream, known: known, horizons: horizons, judged: judged,
            judgements: judged.map { judgement(of: $0, sums) })
    }

    private func check(_ years: ClosedRange<Int>) throws {
        let last = try year(years.upperBound).upperBound
        let readyOn = policy.publicationDay(of: last)
        guard CivilDay(containing: now) >= readyOn else {
            throw Refusal.notReady(year: years.upperBound, readyOn: readyOn)
        }
        guard policy.isInForce(on: last) else { throw Refusal.notInForce(policy: policy.id, last) }
    }

    private func year(_ number: Int) throws -> ClosedRange<CivilDay> {
        guard let first = CivilDay(year: number, month: 1, day: 1) else {
            throw Refusal.notReady(year: number, readyOn: CivilDay.accepted.upperBound)
        }
        return FigureStep.year.period(of: first)
    }

    /// The energies of every year that the lines speak of, as they are known for its tables.
    private func energies(
        of lines: [[Int: Panel]], _ stream: EnergyKind, _ horizons: [Int: Revision], _ known: Known,
        _ holders: Holders
    ) throws -> [Int: GroupEnergies] {
        try horizons.sorted { $0.key < $1.key }.reduce(into: [:]) { sums, year in
            let points = Set(lines.compactMap { $0[year.key]?.points }.joined())
            let group = SetGroup(annual: year.key, points, over: try self.year(year.key), stream)
            let days = try EnergyDays(data, isEstimating: false, known.upTo(year.value))
            let energies = try days.sums(of: [group], over: group.question.period, holders)[0]
            guard energies.undisclosed(names: [:]).isCountable else { throw Refusal.uncountable(year: year.key) }
            sums[year.key] = energies
        }
    }

    private func judgement(
        of judged: TableGate.Judged, _ sums: [Int: GroupEnergies]
    ) -> ReleaseRegister.TableJudgement {
        let years = judged.line.panels.keys.sorted()
        let revisions = years.reduce(into: Set<Revision>()) { $0.formUnion(sums[$1]?.basis.revisions ?? []) }
        let basis = years.map { "\($0):\(judged.line.panels[$0]?.fingerprint ?? 0)" }.joined(separator: " ")
        let inputs = "\(basis)|\(revisions.map(\.number).sorted())|\(judged.line.request.tableTerms)|\(policy)"
        return ReleaseRegister.TableJudgement(
            ReleaseRegister.Judgement(
                policy: policy, question: judged.line.request, revisions: revisions,
                inputs: Fingerprint.of(Array(inputs.utf8)), verdict: judged.verdict), panels: judged.line.panels)
    }
}

extension SetGroup {
    /// All that tables ask about in a year, to be added up once.
    fileprivate init(annual year: Int, _ points: Set<UInt32>, over period: ClosedRange<CivilDay>, _ stream: EnergyKind)
    {
        let set = PointSet(id: "\(year)", kind: "year", use: "table", usage: .public, figureStep: .year)
        let question = FigureRequest(
            set: set, carrier: stream.carrier, direction: stream.direction, period: period,
            expectedPoints: points.count, consent: nil)
        self.init(set: set, question: question, channels: points.sorted(), definedBy: Revision(0))
    }
}
