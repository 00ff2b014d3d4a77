import ArgumentParser
import Collection
import EmbeddedStore
import Exchange
import Foundation
import Metering
import Store

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Read meter files, judge them and keep what is good.",
        discussion: "Each file is kept whole or refused whole. The format is recognised from the content.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var replay: ReplayOptions

    @Argument(help: "Files, folders, zip archives; - for standard input.")
    var paths: [String]

    @Option(help: "The point that the files are about, where they name none, or one by an id of their issuer.")
    var point: PointID?

    @Option(
        help: ArgumentHelp("How their tables are read: a mapping by name, or its file (see map).", valueName: "map"))
    var map: String?

    @Option(help: ArgumentHelp("Who the files come from (see sources; default: operator).", valueName: "id"))
    var source = ImportSource.operator.id

    func run() throws {
        try FileImport.run(paths, from: source, of: point, by: map, common, replay)
    }
}

/// Imports a list of paths, with progress and one line for each file that has something to say.
struct FileImport {
    private let ledger: any ImportLedger
    private let intake: Intake
    private let point: PointID?
    private let mapping: TableMapping?
    private let isQuiet: Bool
    private let display = ProgressDisplay()

    /// Quiet: only refusals are named file by file.
    init(
        _ data: DataDirectory, from source: String = ImportSource.operator.id, of point: PointID? = nil,
        by mapping: TableMapping? = nil, now: Instant, isQuiet: Bool = false
    ) throws {
        ledger = data.ledger
        self.point = point
        self.mapping = mapping
        self.isQuiet = isQuiet
        intake = try data.intake(from: source, now: now)
        intake.standardInput = Invocation.current.console.standardInput
        let display = display
        intake.onProgress = { progress in
            display.show(
                progress.name, done: progress.bytesRead, total: progress.size, "\(progress.values.grouped) values")
        }
    }

    /// A whole command: imports, gives the summary, and ends with the exit code that the files deserve.
    static func run(
        _ paths: [String], from source: String = ImportSource.operator.id, of point: PointID? = nil,
        by map: String? = nil, _ common: CommonOptions, _ replay: ReplayOptions
    ) throws {
        let data = try common.open()
        guard try data.ledger.source(source) != nil else { throw StoreError.unknownSource(source) }
        let mapping = try map.map { try MappingFile.find($0, in: data.documents) }
        let files = try FileImport(
            data, from: source, of: point, by: mapping, now: replay.instant, isQuiet: common.json)
        let totals = try files.receive(paths)
        try Summary.give(totals, asJSON: common.json, totals.sentence)
        try totals.exit()
    }

    func receive(_ paths: [String]) throws -> ImportTotals {
        var totals = ImportTotals()
        let given = paths.map { $0 == "-" ? $0 : Invocation.current.path($0) }
        for path in try Inbox.files(of: given) {
            try Invocation.current.checkGoingOn()
            let receipt = try received(path, isWaiting: !given.contains(path), after: totals)
            display.finish()
            totals.add(receipt)
            try report(receipt)
        }
        return totals
    }

    /// Says what is kept already when it is no fault of a file that the rest cannot be.
    private func received(_ path: String, isWaiting: Bool, after totals: ImportTotals) throws -> Receipt {
        do {
            return try intake.receive(path, of: point, by: mapping, isWaiting: isWaiting)
        } catch {
            display.finish()
            if totals.kept > 0 { Diagnostics.say("kept before the failure: \(totals.sentence)") }
            throw error
        }
    }

    private func report(_ receipt: Receipt) throws {
        switch receipt.outcome {
        case .refused(let diagnostic):
            if !receipt.isRefusedAgain { Diagnostics.say("\(receipt.name): refused, \(diagnostic.detail)") }
        case .known: break
        case .kept(let revision, _):
            guard !isQuiet, receipt.counts.quarantined + receipt.counts.flagged > 0 else { return }
            for (count, first) in try ledger.findings(of: revision) {
                Diagnostics.say("\(receipt.name): \(count.grouped) × \(first.rule.name)\(example(first))")
            }
        }
    }

    private func example(_ first: Diagnostic) -> String {
        let line = first.line.map { "line \($0)" }
        let place = [line, first.point?.text, first.day?.description].compactMap { $0 }.joined(separator: ", ")
        let told = [place, first.detail].filter { !$0.isEmpty }.joined(separator: ": ")
        return " (\(first.severity.rawValue); \(told))"
    }
}

/// What an import of several files came to.
struct ImportTotals: Encodable {
    var files = 0
    var kept = 0
    var alreadyKept = 0
    /// Files that were read and gave nothing.
    var empty = 0
    var refused = 0
    /// Files of a folder that were refused before, for the same reason.
    var refusedBefore = 0
    var values = 0
    var pointDays = 0
    var added = 0
    var changed = 0
    var unchanged = 0
    var registerReadings = 0
    var newRegisterReadings = 0
    /// Values of curves, and readings, that do not count since better ones are known.
    var outrankedValues = 0
    var outrankedReadings = 0
    var points = 0
    var memberships = 0
    var flagged = 0
    var quarantined = 0
    /// Values of what is quarantined: a day of a curve is one record and many values.
    var valuesSetAside = 0
    var refusals: [Refusal] = []

    struct Refusal: Encodable {
        let file: String
        let reason: String
    }

    mutating func add(_ receipt: Receipt) {
        files += 1
        values += receipt.counts.values
        pointDays += receipt.counts.pointDays
        registerReadings += receipt.counts.registerReadings
        points += receipt.counts.points
        memberships += receipt.counts.memberships
        flagged += receipt.counts.flagged
        quarantined += receipt.counts.quarantined
        valuesSetAside += receipt.valuesSetAside
        if receipt.isEmpty { empty += 1 }
        switch receipt.outcome {
        case .kept(_, let changes):
            kept += 1
            added += changes.curves.added
            changed += changes.curves.changed
            unchanged += changes.curves.unchanged
            newRegisterReadings += changes.registers
            outrankedValues += changes.curves.outrankedValues
            outrankedReadings += changes.outrankedReadings
        case .known: alreadyKept += 1
        case .refused where receipt.isRefusedAgain: refusedBefore += 1
        case .refused(let diagnostic):
            refused += 1
            refusals.append(Refusal(file: receipt.name, reason: diagnostic.detail))
        }
    }

    mutating func add(_ other: ImportTotals) {
        for count in ImportTotals.counts { self[keyPath: count] += other[keyPath: count] }
        refusals += other.refusals
    }

    private static var counts: [WritableKeyPath<ImportTotals, Int>] {
        [
            \.files, \.kept, \.alreadyKept, \.empty, \.refused, \.refusedBefore, \.values, \.pointDays, \.added,
            \.changed, \.unchanged,
            \.registerReadings, \.newRegisterReadings, \.outrankedValues, \.outrankedReadings, \.points, \.memberships,
            \.flagged, \.quarantined, \.valuesSetAside,
        ]
    }

    var isUnchanged: Bool { added + changed + newRegisterReadings + points + memberships == 0 }

    var sentence: String {
        var parts = ["\(files.counted("file")): \(kept.grouped) kept"]
        if alreadyKept > 0 { parts.append("\(alreadyKept.grouped) kept before") }
        if empty > 0 { parts.append("\(empty.grouped) of them with nothing to keep") }
        if refused > 0 { parts.append("\(refused.grouped) refused") }
        if refusedBefore > 0 { parts.append("\(refusedBefore.grouped) refused before") }
        var content = [added.counted("new point-day")]
        if changed > 0 { content.append("\(changed.grouped) changed") }
        if unchanged > 0 { content.append("\(unchanged.grouped) unchanged") }
        if registerReadings > 0 { content.append(newRegisterReadings.counted("new register reading")) }
        let outranked = outrankedValues + outrankedReadings
        if outranked > 0 { content.append("\(outranked.grouped) outranked") }
        if points > 0 { content.append(points.counted("point")) }
        if memberships > 0 { content.append(memberships.counted("membership")) }
        content.append(flagged.counted("remark"))
        let many = valuesSetAside > quarantined ? " (\(valuesSetAside.counted("value")))" : ""
        content.append("\(quarantined.grouped) quarantined\(many)")
        let nothing = isUnchanged && refused == 0 ? " Nothing changed." : ""
        return parts.joined(separator: ", ") + "; " + content.joined(separator: ", ") + "." + nothing
    }

    /// Ends with 3 when no file could be kept, with 1 when anything was set aside.
    func exit() throws {
        if refused > 0 && refused == files { throw ExitCode(3) }
        if refused > 0 || quarantined > 0 || empty > 0 { throw ExitCode(1) }
    }
}
