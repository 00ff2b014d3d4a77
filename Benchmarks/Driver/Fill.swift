import ArgumentParser
import EmbeddedStore
import Foundation
import Metering
import Simulation
import Store

/// Fills a store with a simulated year, an import a day, and compacts each month.
struct Fill: ParsableCommand {
    @OptionGroup var span: Span
    @Option var store: String

    private struct Outcome: Encodable {
        var values = 0
        var importSeconds = 0.0
        var compactSeconds = 0.0
        var bytesBefore: Int64 = 0
        var bytesAfter: Int64 = 0
    }

    func run() throws {
        let year = try SimulatedYear(span)
        let data = try DataDirectory(URL(filePath: store))
        var outcome = Outcome()
        for (number, day) in year.days.enumerated() {
            let start = ContinuousClock.now
            let session = try data.ledger.begin(name: day.description, now: day.advanced(by: 1).start)
            let shapes = year.shapes(of: day)
            for point in 0..<year.points {
                let curve = DayCurve(step: .minutes30, unit: .watt, values: shapes.curve(of: year.customer(point)))
                outcome.values += curve.count
                try session.keep(PointDay(channel: year.channel(point), day: day, curve: curve))
            }
            _ = try session.seal()
            try session.commit(sha256: day.description, flows: "simulated", size: 0, summary: "{}")
            outcome.importSeconds += (ContinuousClock.now - start) / .seconds(1)
            guard day == day.lastOfMonth || number == year.days.count - 1 else { continue }
            let middle = ContinuousClock.now
            let done = try data.compact()
            outcome.compactSeconds += (ContinuousClock.now - middle) / .seconds(1)
            outcome.bytesBefore += done.bytesBefore
            outcome.bytesAfter += done.bytesAfter
            FileHandle.standardError.write(Data("\(day): \(outcome.bytesAfter >> 20) MiB\n".utf8))
        }
        try StoreBench.give(outcome)
    }
}

/// Writes the same values for the peers, by ascending PRM: for each point its PRM (eight bytes, little-endian), then a
/// value for each half-hour of the year (four bytes). A pipe does: nothing is read again.
struct Values: ParsableCommand {
    @OptionGroup var span: Span
    @Option var out: String

    func run() throws {
        let descriptor = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        let year = try SimulatedYear(span)
        let shapes = year.days.map(year.shapes)
        for point in (0..<year.points).sorted(by: { year.prm($0) < year.prm($1) }) {
            var bytes: [UInt8] = []
            Swift.withUnsafeBytes(of: year.prm(point).littleEndian) { bytes.append(contentsOf: $0) }
            for shape in shapes {
                for value in shape.curve(of: year.customer(point)) {
                    Swift.withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
                }
            }
            try file.write(contentsOf: Data(bytes))
        }
    }
}

/// Prints the PRM of each point, by number: peers know points by it.
struct Identifiers: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "prms")
    @OptionGroup var span: Span

    func run() throws {
        let year = try SimulatedYear(span)
        print((0..<year.points).map { String(year.prm($0)) }.joined(separator: "\n"))
    }
}
