import ArgumentParser
import Exchange
import Foundation
import Metering
import Simulation

struct SimulateCommand: ParsableCommand, NeverServed {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Write the files that meters which do not exist would send.",
        discussion: "Deterministic by seed. Writes points.csv, sets.csv and the daily curves.")

    @Option(help: "How many meters.") var meters: Int
    @Option(help: "How many days.") var days: Int
    @Option(help: "The first day.") var from: CivilDay
    @Option(help: "The folder to write to.") var out: String
    @Option(help: "The seed of everything random.") var seed: UInt64 = 1
    @Option(help: "r50, r63 or csv.") var format = Fleet.Format.r50
    @Flag(help: "Give one machine-readable summary on standard output.") var json = false

    func validate() throws {
        guard (1...99_000_000).contains(meters) else { throw ValidationError("--meters goes from 1 to 99,000,000") }
        guard (1...3_660).contains(days) else { throw ValidationError("--days goes from 1 to 3,660") }
        guard CivilDay.accepted.contains(from), CivilDay.accepted.contains(from.advanced(by: days)) else {
            throw ValidationError("--from and --days stay between 2000 and 2099")
        }
    }

    private struct Outcome: Encodable {
        let meters: Int
        let days: Int
        let files: Int
        let bytes: Int
    }

    func run() throws {
        var files = FleetFiles(Fleet(meters: meters, days: days, from: from, seed: seed, format: format))
        let folder = SimulatedFolder(URL(given: out))
        try folder.write { () throws(FlowError) in try files.next() }
        let outcome = Outcome(meters: meters, days: days, files: folder.files, bytes: folder.bytes)
        try Summary.give(
            outcome, asJSON: json, "\(folder.files.grouped) files, \((folder.bytes >> 20).grouped) MiB in \(out).")
    }
}

extension Fleet.Format: ExpressibleByArgument {}

/// A folder that simulated files are written to, piece after piece.
final class SimulatedFolder {
    private let url: URL
    private let display = ProgressDisplay()
    private(set) var files = 0
    private(set) var bytes = 0

    init(_ url: URL) { self.url = url }

    func write(_ next: () throws(FlowError) -> SimulatedFile?) throws {
        while let file = try next() {
            let path = url.appending(path: file.path)
            if file.isContinuation {
                let handle = try FileHandle(forWritingTo: path)
                defer { try? handle.close() }
                try handle.seekToEnd()
                try handle.write(contentsOf: file.bytes)
            } else {
                try FileManager.default.createDirectory(
                    at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(file.bytes).write(to: path)
                files += 1
            }
            bytes += file.bytes.count
            display.show(file.path, done: bytes, total: nil, "\(files.grouped) files")
        }
        display.finish()
    }
}
