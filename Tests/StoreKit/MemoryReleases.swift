package import Disclosure
import Foundation
package import Metering
package import Store
import Synchronization

/// The register of what was judged, in memory: a row for each edition, and simple lists of what is remembered beside.
package final class MemoryReleases: ReleaseRegister {
    /// A figure that has editions.
    struct Key: Hashable {
        let policy: String
        let set: String
        let usage: String
        let figure: String
        let period: ClosedRange<CivilDay>

        /// `figure`: what is figured, where that is not what the request says.
        init(_ request: FigureRequest, under policy: Policy, figure: String? = nil) {
            self.policy = policy.id
            (set, usage, period) = (request.set.id, request.set.visibility.rawValue, request.period)
            self.figure = figure ?? request.figure
        }

        init(_ row: RecordedFigure) {
            (policy, set, usage, figure, period) = (row.policyID, row.set, row.usage, row.figure, row.period)
        }
    }

    /// A publication of a document.
    struct Document: Hashable {
        let name: String
        let policy: String
        let day: CivilDay
        let edition: Int
        let sha256: String
        let horizon: Revision
        let head: RegisterHead
    }

    /// All of it: a transaction is a copy that takes its place.
    struct State {
        var rows: [RecordedFigure] = []
        var documents: [Document] = []
        var guarded = GuardedMemory()
        var guardedRecordings = 0
        var chain = Chain()
        var tables = TableMemory()
        /// What each point has paid, in thousandths of ε, by the year of its data.
        var paid: [Int: [PointID: Int]] = [:]
        var agreements: [KeptAgreement] = []
        var approvals: [DayApproval] = []
        /// What closed days, each with the number of the last verdict before.
        var closings: [(after: Int, closing: DayClosing)] = []

        mutating func close(_ days: [DayClosing]) {
            closings += days.map { (rows.count, $0) }
            if !days.isEmpty { chain.seal("\(days)") }
        }
    }

    private let state = Mutex(State())
    private let program: @Sendable () -> String
    private let publishing = NSLock()

    /// `program` names the code that judges; it is asked when something is recorded.
    package init(program: @escaping @Sendable () -> String = { "unnamed" }) { self.program = program }

    var current: State { state.withLock { $0 } }

    /// All or nothing: what throws changes nothing.
    func change<Result: Sendable>(_ work: (inout State) throws -> Result) throws -> Result {
        try state.withLock { state in
            var next = state
            let result = try work(&next)
            state = next
            return result
        }
    }

    package func exclusively<Result>(_ work: () throws -> Result) rethrows -> Result {
        try publishing.withLock(work)
    }

    package var guardedRecordings: Int { current.guardedRecordings }

    // MARK: recording

    package func record(
        _ records: [FigureRecord], remembering memory: GuardMemory, closing days: [DayClosing], now: Instant
    ) throws -> [Int] {
        let program = program()
        return try change { state in
            state.close(days)
            state.guarded.remember(memory)
            if !memory.released.isEmpty { state.guardedRecordings += 1 }
            if !memory.released.isEmpty || !memory.panels.isEmpty || !memory.held.isEmpty {
                state.chain.seal("\(memory)")
            }
            return try records.map { try state.record($0, program, now).edition }
        }
    }

    package func record(
        _ lines: [TableLineRecord], closing years: [Int: Revision], _ days: [DayClosing], _ kind: EnergyKind,
        now: Instant
    ) throws -> [Int] {
        let program = program()
        return try change { state in
            state.close(days)
            state.guardedRecordings += 1
            for (year, horizon) in years { try state.tables.close(year, kind, at: horizon) }
            return try lines.map { line in
                let recorded = try state.record(line.figure, program, now)
                if recorded.isNew { state.tables.keep(line) }
                return recorded.edition
            }
        }
    }

    package func record(_ record: NoisyRecord, costPerYear: Int, now: Instant) throws -> Int {
        let program = program()
        return try change { state in
            let (request, sum) = (record.request, record.sum)
            let figure = "\(request.figure) \(sum.mechanism.rawValue) \(sum.cost)"
            let recorded = state.record(
                Key(request, under: record.policy, figure: figure), record.policy, record.revisions,
                record.inputs, verdict: try VerdictText().json(of: ["noisy": sum]), program, now)
            guard recorded.isNew else { return recorded.edition }
            for year in request.period.lowerBound.components.year...request.period.upperBound.components.year {
                for point in record.members {
                    let paid = state.paid[year, default: [:]][point, default: 0] + sum.cost
                    guard paid <= costPerYear else { throw StoreError.budgetSpent(year: year) }
                    state.paid[year, default: [:]][point] = paid
                }
            }
            return recorded.edition
        }
    }

    package func edition(
        ofDocument name: String, policy: String, day: CivilDay, sha256: String, horizon: Revision, now: Instant
    ) throws -> Int {
        try change { state in
            let last = state.documents.last { ($0.name, $0.policy, $0.day) == (name, policy, day) }
            if let last, last.sha256 == sha256 { return last.edition }
            let edition = (last?.edition ?? 0) + 1
            state.chain.seal("\(policy) \(name) \(day) \(edition) \(sha256) \(horizon)")
            state.documents.append(
                Document(
                    name: name, policy: policy, day: day, edition: edition, sha256: sha256, horizon: horizon,
                    head: state.chain.head))
            return edition
        }
    }

    // MARK: what is remembered

    package func panels(of kind: EnergyKind, on day: CivilDay) -> [String: Panel] {
        current.guarded.panels(of: kind, on: day)
    }

    package func released(near period: ClosedRange<CivilDay>) -> PastReleases {
        let state = current
        var released = state.guarded.released(near: period)
        released.longer += state.tables.released(near: period)
        return released
    }

    package func closings(of days: ClosedRange<CivilDay>, before figure: Int64?) -> [DayClosing] {
        current.closings.filter { days.contains($0.closing.day) && $0.after < figure ?? .max }.map(\.closing)
    }

    package func closedYears(_ kind: EnergyKind) -> [Int: Revision] { current.tables.closedYears(kind) }

    package func earlierLines(in years: Set<Int>, _ kind: EnergyKind) -> Set<TableLine.Earlier> {
        let state = current
        return state.tables.earlierLines(in: years, kind).union(state.guarded.earlierLines(in: years, kind))
    }
}

extension MemoryReleases.State {
    mutating func record(
        _ record: FigureRecord, _ program: String, _ now: Instant
    ) throws -> (edition: Int, isNew: Bool) {
        var text = VerdictText()
        return self.record(
            MemoryReleases.Key(record.request, under: record.policy), record.policy, record.revisions, record.inputs,
            verdict: try text.json(of: record.verdict), program, now)
    }

    /// A new row where inputs or verdict are not those of the last edition.
    mutating func record(
        _ key: MemoryReleases.Key, _ policy: Policy, _ revisions: Set<Revision>, _ inputs: String, verdict: String,
        _ program: String, _ now: Instant
    ) -> (edition: Int, isNew: Bool) {
        let last = rows.last { MemoryReleases.Key($0) == key }
        if let last, last.inputs == inputs, last.verdict == verdict { return (last.edition, false) }
        let edition = (last?.edition ?? 0) + 1
        chain.seal("\(key) \(edition) \(inputs) \(verdict)")
        let link = Fingerprint.of(Array("\(rows.last?.link ?? "") \(key) \(edition) \(inputs) \(verdict)".utf8))
        rows.append(
            RecordedFigure(
                number: Int64(rows.count + 1), policyID: key.policy, set: key.set, usage: key.usage, figure: key.figure,
                period: key.period, edition: edition, inputs: inputs, verdict: verdict, recordedAt: now,
                revisions: revisions.sorted(), program: program, policy: policy, link: link))
        return (edition, true)
    }
}
