import DirectoryKit
import EmbeddedStore
import Foundation
import Publication
import TestKit

/// Lets each call of a step that changes files fail once, while the process lives on; then the work goes on, and
/// starts again. `failing_writes.py` starts it with the library that makes calls fail.
///
///     failing-writes [--sample N] [--seed S] [--only SCENARIO] [--at NUMBER]
@main
struct FailingWrites {
    static func main() throws {
        guard let calls = FailingCalls() else { throw Usage(text: "start it with failing_writes.py") }
        let options = try Options(CommandLine.arguments.dropFirst())
        let folder = try WorkingFolder()
        let common = folder.url.appending(path: "common")
        try FileManager.default.createDirectory(at: common, withIntermediateDirectories: true)
        try Street(common).fill()
        let trials = try Scenario.all.filter { options.only.map($0.name.contains) ?? true }.map { scenario in
            let own = folder.url.appending(path: scenario.name.replacing(" ", with: "-"))
            try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
            return try Trial(scenario, from: common, in: own, calls)
        }
        var table = PlaceTable()
        for (trial, failure) in options.places(of: trials) {
            if options.isTraced { FileHandle.standardError.write(Data("\(trial.scenario.name) \(failure)\n".utf8)) }
            table.add(trial.scenario.name, failure, try trial.run(failure))
        }
        let unseen = try Control(trials).unseen()
        print(table.text(seed: options.seed, unseen: unseen))
        withExtendedLifetime(folder) {}
        exit(table.faults.isEmpty && unseen.isEmpty && table.count > 0 ? 0 : 1)
    }

    struct Usage: Error, CustomStringConvertible {
        let text: String
        var description: String { text }
    }
}

/// What the command line asks for.
struct Options {
    /// How many places; nil: all.
    private(set) var sample: Int?
    private(set) var seed: UInt64 = 1
    private(set) var only: String?
    private(set) var at: Int?
    private(set) var isTraced = false

    init(_ arguments: some Sequence<String>) throws {
        var rest = Array(arguments)[...]
        while let name = rest.popFirst() {
            if name == "--trace" {
                isTraced = true
                continue
            }
            guard let value = rest.popFirst() else { throw FailingWrites.Usage(text: "\(name) needs a value") }
            switch name {
            case "--sample": sample = Int(value)
            case "--seed": seed = UInt64(value) ?? 1
            case "--only": only = value
            case "--at": at = Int(value)
            default: throw FailingWrites.Usage(text: "unknown option \(name)")
            }
        }
    }

    /// Every call of every step, in each way; of a sample, as many of each step as its share.
    func places(of trials: [Trial]) -> [(Trial, Failure)] {
        var dice = SeededGenerator(seed: seed)
        let all = trials.flatMap { trial in
            Failure.Kind.allCases.flatMap { kind in
                (1...max(1, trial.count)).map { (trial, Failure(number: $0, kind: kind)) }
            }
        }.filter { place in at.map { place.1.number == $0 } ?? true }
        guard let sample, sample < all.count else { return all }
        // Systematic: evenly spread, from a random beginning.
        let stride = Double(all.count) / Double(sample)
        let start = Double.random(in: 0..<stride, using: &dice)
        return (0..<sample).map { all[min(all.count - 1, Int(start + Double($0) * stride))] }
    }
}

/// A folder in memory where there is one: what is synchronised need not reach a disk here.
final class WorkingFolder {
    let url: URL

    init() throws {
        let memory = URL(filePath: "/dev/shm")
        let hasMemory = FileManager.default.isWritableFile(atPath: memory.path)
        let base = hasMemory ? memory : FileManager.default.temporaryDirectory
        url = base.appending(path: "maille-failing-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}
