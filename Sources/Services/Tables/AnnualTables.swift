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

        package var description: String {
            switch self {
            case .noTerritories(let kinds):
                "there are no public sets of kind \(kinds.joined(separator: ", ")): `maille sets list` names them"
            case .notReady(let year, let readyOn): "\(year) is not ready: its figures may leave from \(readyOn) on"
            case .notInForce(let policy, let day): "policy \(policy) is not in force on \(day)"
            }
        }
    }

    package init(_ data: DataDirectory, policy: Policy, now: Instant) {
        self.data = data
        self.policy = policy
        self.now = now
    }

    /// The table of all territories of some kinds. Neither kinds nor years may be empty.
    package func publish(
        kinds: [String], years: ClosedRange<Int>, _ carrier: Carrier = .electricity,
        _ direction: Direction = .extraction
    ) throws -> Publication {
        let stream = Stream(carrier: carrier, direction: direction)
        let last = try year(years.upperBound).upperBound
        let readyOn = policy.publicationDay(of: last)
        guard CivilDay(containing: now) >= readyOn else {
            throw Refusal.notReady(year: years.upperBound, readyOn: readyOn)
        }
        guard policy.isInForce(on: last) else { throw Refusal.notInForce(policy: policy.id, last) }
        let lines = try TableLines(data, kinds: kinds, years: years, stream).lines
        guard !lines.isEmpty else { throw Refusal.noTerritories(kinds) }
        let horizon = try data.ledger.horizon()
        let earlier = try data.releases.earlierLines(in: Set(years), stream)
        let sums = try energies(of: lines.map(\.panels) + earlier.map(\.panels), stream)
        let holders = try data.holders()
        let gate = TableGate(
            policy: policy, dominance: try data.dominanceRule(), today: CivilDay(containing: now),
            holders.population(highest: try data.channels.highest()))
        let judged = gate.judge(lines, sums.mapValues { $0.undisclosed(names: [:]) }, after: Array(earlier))
        let judgements = judged.map { judgement(of: $0, sums) }
        let editions = try data.releases.record(judgements, now: now)
        let figures = zip(zip(judged, judgements), editions).map { line, edition in
            Figure(
                line.1.judgement, edition: edition, isLawfulAlone: line.0.isLawfulAlone,
                isAlternative: line.0.isMerged)
        }
        return try Publication(
            day: last, usage: .public, policy: policy, figures: figures, isEstimating: false, data: data,
            horizon: horizon, now: now)
    }

    private func year(_ number: Int) throws -> ClosedRange<CivilDay> {
        guard let first = CivilDay(year: number, month: 1, day: 1) else {
            throw Refusal.notReady(year: number, readyOn: CivilDay.accepted.upperBound)
        }
        return FigureStep.year.period(of: first)
    }

    /// The energies of every year that the lines speak of, as they were known when its first table was asked for.
    private func energies(of lines: [[Int: Panel]], _ stream: Stream) throws -> [Int: GroupEnergies] {
        let holders = try data.holders()
        let days = EnergyDays(data, isEstimating: false)
        return try Set(lines.flatMap(\.keys)).sorted().reduce(into: [:]) { sums, number in
            let points = Set(lines.compactMap { $0[number]?.points }.joined())
            let group = SetGroup(annual: number, points, over: try year(number), stream)
            let horizon = try data.releases.close(number, stream)
            sums[number] = try days.sums(of: [group], over: group.question.period, holders, upTo: horizon)[0]
        }
    }

    private func judgement(
        of judged: TableGate.Judged, _ sums: [Int: GroupEnergies]
    ) -> ReleaseRegister.TableJudgement {
        let years = judged.line.panels.keys.sorted()
        let revisions = years.reduce(into: Set<Revision>()) { $0.formUnion(sums[$1]?.basis.revisions ?? []) }
        let basis = years.map { "\($0):\(judged.line.panels[$0]?.fingerprint ?? 0)" }.joined(separator: " ")
        let inputs = "\(basis)|\(revisions.map(\.number).sorted())|\(judged.line.question)|\(policy)"
        return ReleaseRegister.TableJudgement(
            ReleaseRegister.Judgement(
                policy: policy, question: judged.line.question, revisions: revisions,
                inputs: Fingerprint.of(Array(inputs.utf8)), verdict: judged.verdict), panels: judged.line.panels)
    }
}

extension SetGroup {
    /// All that tables ask about in a year, to be added up once.
    fileprivate init(annual year: Int, _ points: Set<UInt32>, over period: ClosedRange<CivilDay>, _ stream: Stream) {
        let set = PointSet(id: "\(year)", kind: "year", use: "table", usage: .public, figureStep: .year)
        let question = Question(
            set: set, carrier: stream.carrier, direction: stream.direction, period: period,
            expectedPoints: points.count, consent: nil)
        self.init(set: set, question: question, channels: points.sorted(), definedBy: Revision(0))
    }
}
