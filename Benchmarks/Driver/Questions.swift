import ArgumentParser
import EmbeddedStore
import Foundation
import Metering
import Store

/// W3: one point's year, for points drawn at random, with the page cache warm or dropped before each.
struct OnePoint: ParsableCommand {
    @OptionGroup var span: Span
    @Option var store: String
    @Option(parsing: .upToNextOption, help: "The points' numbers, 0 and up.") var point: [Int]
    @Flag var cold = false

    private struct Outcome: Encodable {
        var seconds: [Double] = []
        var sums: [Int64] = []
        var openSeconds = 0.0
    }

    func run() throws {
        let year = try SimulatedYear(span)
        var outcome = Outcome()
        let opening = ContinuousClock.now
        let data = try DataDirectory(URL(filePath: store))
        let days = year.days[0]...year.days[year.days.count - 1]
        _ = try year.curves(of: year.channel(point[0]), in: days, data)
        outcome.openSeconds = (ContinuousClock.now - opening) / .seconds(1)
        let channels = point.map(year.channel)
        // The first look-ups make an index of the channels.
        for channel in channels.prefix(10) { _ = try year.curves(of: channel, in: days, data) }
        for channel in channels {
            if cold { try PageCache.drop(URL(filePath: store)) }
            let start = ContinuousClock.now
            let found = try year.curves(of: channel, in: days, data)
            outcome.seconds.append((ContinuousClock.now - start) / .seconds(1))
            outcome.sums.append(
                found.reduce(0) { $0 + $1.values.reduce(0) { $0 + Int64($1) } })
        }
        try StoreBench.give(outcome)
    }
}

/// W4: the sum per half-hour of all points, or of some, over the first days.
struct Synchronous: ParsableCommand {
    @OptionGroup var span: Span
    @Option var store: String
    @Option(help: "A file of points' numbers, one a line; an empty one stands for all.") var listed: String
    @Option(help: "How many of the first days.") var first = 30
    @Option var turns = 5

    private struct Outcome: Encodable {
        var seconds: [Double] = []
        var sums: [Int64] = []
        var measured = 0
    }

    func run() throws {
        let year = try SimulatedYear(span)
        let data = try DataDirectory(URL(filePath: store))
        let days = year.days[0]...year.days[first - 1]
        let point = try String(contentsOf: URL(filePath: listed), encoding: .utf8).split(separator: "\n")
            .compactMap { Int($0) }
        // All points are named, as a set would: the store has to find out that whole blocks are asked for.
        let channels = Set((point.isEmpty ? Array(0..<year.points) : point).map(year.channel))
        var outcome = Outcome()
        for _ in 0..<turns {
            let start = ContinuousClock.now
            let numbers = ChannelNumbers(try channels.compactMap { try data.catalogue.number(of: $0) })
            let curves = try data.measures.openSynchronousCurves(of: numbers, in: days, data.ledger.known())
            outcome.seconds.append((ContinuousClock.now - start) / .seconds(1))
            outcome.sums = curves.first?.sums ?? []
            outcome.measured = curves.first?.quality.reduce(0) { $0 + $1.measured } ?? 0
        }
        try StoreBench.give(outcome)
    }
}

extension SimulatedYear {
    /// One channel's curves, in order, as a service asks for them: by name.
    fileprivate func curves(
        of channel: Channel, in days: ClosedRange<CivilDay>, _ data: DataDirectory
    ) throws -> [DayCurve] {
        guard let number = try data.catalogue.number(of: channel) else { return [] }
        return try data.measures.days(of: number, in: days, data.ledger.known()).map(\.curve)
    }
}

enum PageCache {
    /// Asks the kernel to forget what it holds of the files in a folder.
    static func drop(_ folder: URL) throws {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            let descriptor = open(file.path, O_RDONLY)
            guard descriptor >= 0 else { continue }
            posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
            close(descriptor)
        }
    }
}
