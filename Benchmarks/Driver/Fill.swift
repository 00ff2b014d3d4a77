import ArgumentParser
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

/// Writes the same values for the peers: for each point its PRM (eight bytes, little-endian), then a value for each
/// half-hour of the year (four bytes).
struct Values: ParsableCommand {
    @OptionGroup var span: Span
    @Option var out: String

    func run() throws {
        guard FileManager.default.createFile(atPath: out, contents: nil) else { throw CocoaError(.fileWriteUnknown) }
        let file = try FileHandle(forWritingTo: URL(filePath: out))
        let year = try SimulatedYear(span)
        let shapes = year.days.map(year.shapes)
        for point in 0..<year.points {
            var bytes: [UInt8] = []
            let number = UInt64(year.channel(point).point.text) ?? 0
            Swift.withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
            for shape in shapes {
                for value in shape.curve(of: year.customer(point)) {
                    Swift.withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
                }
            }
            try file.write(contentsOf: Data(bytes))
        }
        try file.close()
    }
}
