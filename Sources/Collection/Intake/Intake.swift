import Analytics
package import Exchange
import Foundation
package import Metering
package import Store

/// Takes files in: each is decoded, judged and kept whole, or refused whole with its reason.
package final class Intake {
    private let ledger: any ImportLedger
    private let measures: any MeasureStore
    private let catalogue: any Catalogue
    private let source: String
    private let now: Instant
    private let limits: ReadingLimits
    /// What the point lists say; nil once a file brought points, until the next one is read.
    private var points: PointFacts?

    /// How far a file is: bytes read, bytes in all where known, values decoded.
    package struct Progress: Sendable {
        package let name: String
        package let bytesRead: Int
        package let size: Int?
        package let values: Int
    }

    package var onProgress: (Progress) -> Void = { _ in }

    /// The descriptor that `-` stands for.
    package var standardInput = StandardInput()

    /// `source` is the identifier of who the files come from: the ledger says what it may speak of when each begins.
    /// `now` is the moment from which what is imported counts as known.
    package init(
        _ ledger: any ImportLedger, _ measures: any MeasureStore, _ catalogue: any Catalogue,
        from source: String = ImportSource.operator.id, now: Instant, limits: ReadingLimits = ReadingLimits()
    ) throws {
        self.source = source
        self.ledger = ledger
        self.measures = measures
        self.catalogue = catalogue
        self.now = now
        self.limits = limits
        points = try catalogue.facts(ledger.known())
    }

    private func facts() throws -> PointFacts {
        let facts = try points ?? catalogue.facts(ledger.known())
        points = facts
        return facts
    }

    /// Imports one file; `-` is standard input.
    ///
    /// `point` is what a person says a file is about, `mapping` what the columns of its tables are. Its content may be
    /// kept already as it was read without them: then it is read again. Of a file that stays where it waits, a reason
    /// to refuse it is noted once. Throws only for what is not the file's fault, such as a full disk or an unknown
    /// source. Then nothing of it is kept.
    package func receive(
        _ path: String, of point: PointID? = nil, by mapping: TableMapping? = nil, isWaiting: Bool = false
    ) throws -> Receipt {
        do {
            return try receiveReadable(path, of: point, by: mapping, isWaiting: isWaiting)
        } catch let failure as FileSource.Failure {
            return Receipt(name: URL(filePath: path).lastPathComponent, outcome: .refused(failure.diagnostic))
        }
    }

    private func receiveReadable(
        _ path: String, of point: PointID?, by mapping: TableMapping?, isWaiting: Bool
    ) throws -> Receipt {
        if path != "-", point == nil, mapping == nil, let known = try alreadyKept(path) { return known }
        let file = path == "-" ? FileSource(standardInput) : try FileSource(path: path)
        let session = try ledger.begin(name: file.name, from: source, now: now)
        do {
            return try receive(file, into: session, of: point, by: mapping, isWaiting: isWaiting)
        } catch {
            // What cannot be undone now is undone before the next import begins: the reason why this one failed is what
            // the caller has to know.
            try? session.abandon()
            throw error
        }
    }

    private func receive(
        _ source: FileSource, into session: ImportSession, of point: PointID?, by mapping: TableMapping?,
        isWaiting: Bool
    ) throws -> Receipt {
        let judge = RecordJudge(
            session, points: try facts(), in: catalogue, isNamed: point != nil, now: now, limits: limits)
        let rights = session.source.rights
        // Not the source itself: it would keep itself alive, with its file and all that the judge holds.
        source.onProgress = { [onProgress, name = source.name, size = source.size] count in
            onProgress(Progress(name: name, bytesRead: count, size: size, values: judge.valuesSeen))
        }
        let outcome: Receipt.Outcome
        var isAgain = false
        do {
            let filter = try SourceFilter(session.source, catalogue, ledger.known(), into: judge)
            let decoder = FlowDecoder(limits: limits, point: point, mapping: mapping) { _, flow in
                guard rights.flows?.contains(flow.rawValue) ?? true else {
                    throw SourceRefusal.flow(flow, of: session.source.id)
                }
                judge.flows.append(flow)
            }
            try decoder.decode(source, into: filter ?? judge)
            try filter?.finish()
            try judge.finish()
            let sha256 = try source.finishedFingerprint()
            guard source.isSettled else { throw FileSource.Failure.changing(source.name) }
            outcome = try conclude(
                session, judge, source, sha256: sha256, isNamed: point != nil || mapping != nil)
        } catch let error as FlowError {
            let reason = Diagnostic(.refused, error.rule, error.description)
            (outcome, isAgain) = (.refused(reason), try refuse(session, source, reason, isWaiting))
        } catch let error as SourceRefusal {
            let reason = Diagnostic(.refused, SourceRefusal.rule, error.description)
            (outcome, isAgain) = (.refused(reason), try refuse(session, source, reason, isWaiting))
        }
        var receipt = Receipt(name: source.name, outcome: outcome, flows: judge.distinctFlows)
        receipt.isRefusedAgain = isAgain
        if case .kept = outcome {
            receipt.counts = judge.counts
            receipt.isEmpty = judge.nothingKept != nil
            receipt.valuesSetAside = judge.valuesSetAside
        }
        // Of what is kept already, nothing may fail any more: facts that cannot be read now are read for the next file.
        if receipt.counts.points > 0 { points = nil }
        return receipt
    }

    /// Notes why the file is refused; true where that is known of one that waits.
    private func refuse(
        _ session: ImportSession, _ source: FileSource, _ diagnostic: Diagnostic, _ isWaiting: Bool
    ) throws -> Bool {
        let sha256 = try source.finishedFingerprint()
        if isWaiting, let before = try ledger.refused(sha256: sha256), before.source == session.source,
            try ledger.diagnostics(of: before.revision).contains(where: {
                $0.rule.name == diagnostic.rule.name && $0.detail == diagnostic.detail
            })
        {
            try session.abandon()
            return true
        }
        try session.refuse(diagnostic, sha256: sha256)
        return false
    }

    /// Keeps the file, unless its very content is kept already and its point was not named by a person.
    private func conclude(
        _ session: ImportSession, _ judge: RecordJudge, _ source: FileSource, sha256: String, isNamed: Bool
    ) throws -> Receipt.Outcome {
        if !isNamed, let known = try kept(sha256: sha256, from: session.source) {
            try session.abandon()
            return .known(known.revision)
        }
        let changes = try session.seal()
        for outranked in Outranked.diagnostics(of: changes) { try judge.receive(outranked) }
        let (findings, setAside) = try IndexJudge(measures, catalogue, sealed: session.known, judge).findings()
        try findings.forEach { try judge.receive($0) }
        if isNamed, changes.curves.changed > 0 {
            try judge.receive(Diagnostic(.flagged, Intake.otherHome, Intake.words(changed: changes.curves.changed)))
        }
        if isNamed, changes.curves.added + changes.curves.changed + changes.registers > 0,
            let known = try ledger.kept(sha256: sha256)
        {
            try judge.receive(Diagnostic(.flagged, Intake.readAgain, Intake.words(again: known)))
        }
        if let nothing = judge.nothingKept { try judge.receive(nothing) }
        let flows = judge.distinctFlows.map(\.rawValue).joined(separator: ", ")
        let summary = String(decoding: try JSONEncoder().encode(judge.counts), as: UTF8.self)
        try session.commit(sha256: sha256, flows: flows, size: source.bytesRead, summary: summary)
        return .kept(session.revision, changes.settingAside(setAside))
    }

    private static let otherHome = Rule(
        "named-point-changed", "A file that names no point may be another home's than the one that a person gave.")

    private static let readAgain = Rule(
        "read-again", "One file is of one home: read as another point, or by another mapping, it counts twice.")

    private static func words(again known: ImportEntry) -> String {
        "the same file is kept as import \(known.revision.number), of another point or by another mapping: make sure "
            + "that both are right"
    }

    private static func words(changed days: Int) -> String {
        "\(days) days that were known of the point have other values now: make sure that the file is of the same home"
    }

    /// A file of a size that is kept already is fingerprinted first: most often it is the same file again.
    private func alreadyKept(_ path: String) throws -> Receipt? {
        guard let state = FileState(path: path), state.isRegular, try ledger.hasKept(size: state.size) else {
            return nil
        }
        guard let source = try ledger.source(source) else { throw StoreError.unknownSource(source) }
        let sha256 = try FileSource.fingerprint(ofFile: path)
        guard let known = try kept(sha256: sha256, from: source) else { return nil }
        return Receipt(name: URL(filePath: path).lastPathComponent, outcome: .known(known.revision))
    }

    /// The kept import of this content of which reading it again could keep no more. A source with other rights, or a
    /// set that has changed since, may keep what was set aside then; a primary source raises what a copy said.
    private func kept(sha256: String, from source: ImportSource) throws -> ImportEntry? {
        guard let known = try ledger.kept(sha256: sha256),
            known.source.provenance == .primary || source.provenance == .copy
        else { return nil }
        if known.source.rights.coverAllChannels { return known }
        guard known.source.rights == source.rights else { return nil }
        guard let set = source.rights.set else { return known }
        return try catalogue.members(of: set, ledger.known()).revision < known.revision ? known : nil
    }
}
