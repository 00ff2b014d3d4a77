import Exchange
import Metering
import Simulation
import TestKit
import Testing

@Suite("A fleet's files") struct FleetFilesTests {
    private func files(
        _ meters: Int, days: Int = 1, from: String = "2026-10-24", seed: UInt64 = 1, _ format: Fleet.Format
    ) throws -> [String: [UInt8]] {
        let first = try #require(CivilDay(from))
        var source = FleetFiles(Fleet(meters: meters, days: days, from: first, seed: seed, format: format))
        var files: [String: [UInt8]] = [:]
        var last: String?
        while let file = try source.next() {
            #expect(file.isContinuation == (file.path == last))
            files[file.path, default: []] += file.bytes
            last = file.path
        }
        return files
    }

    private func read(_ path: String, in files: [String: [UInt8]]) throws -> RecordingSink {
        let sink = try RecordingSink.decoding(try #require(files[path]))
        #expect(sink.diagnostics.isEmpty)
        return sink
    }

    @Test("hold the same values in every format", arguments: ["2026-03-29", "2026-10-24", "2026-10-25"])
    func holdSameValues(day: String) throws {
        let table = try read("daily/curves_\(day).csv", in: files(40, from: day, .csv)).pointDays
        let day50 = try read("daily/R50_\(day)_00001.zip", in: files(40, from: day, .r50)).curves
        let day63 = try read("daily/R63_\(day)_00001.zip", in: files(40, from: day, .r63)).series
        let values = table.map(\.curve.values)
        #expect(values.count == 40 && table.allSatisfy { $0.curve.unit == .watt })
        #expect(day50.map { $0.intervals.map(\.value) } == values)
        #expect(day63.map { $0.intervals.map(\.value) } == values)
        #expect(day50.map(\.channel) == table.map(\.channel) && day63.map(\.channel) == table.map(\.channel))
    }

    @Test("join their pieces, so that each meter has its line on each day and its commune")
    func joinPieces() throws {
        let files = try files(10_003, days: 2, .csv)
        #expect(
            files.keys.sorted() == [
                "daily/curves_2026-10-24.csv", "daily/curves_2026-10-25.csv", "points.csv", "sets.csv",
            ])
        let points = try read("points.csv", in: files).points
        #expect(points.count == 10_003 && Set(points.map(\.id)).count == 10_003)
        for day in ["2026-10-24", "2026-10-25"] {
            let lines = try #require(files["daily/curves_\(day).csv"]).split(separator: UInt8(ascii: "\n"))
            #expect(lines.count == 10_003 + 2)
        }
        let memberships = try read("sets.csv", in: files).memberships
        #expect(memberships.map(\.1.channel.point) == points.map(\.id))
        #expect(zip(memberships, points).allSatisfy { "commune-\($1.commune ?? "")" == $0.0.id })
        let sizes = Dictionary(grouping: points, by: \.commune).values.map(\.count)
        #expect(sizes.count == 10 && (sizes.max() ?? 0) > 2 * (sizes.min() ?? 0))
    }

    @Test("hold at most 3,000 meters in one archive")
    func limitArchives() throws {
        let files = try files(3_001, .r50).filter { $0.key.hasPrefix("daily/") }
        #expect(files.keys.sorted() == ["daily/R50_2026-10-24_00001.zip", "daily/R50_2026-10-24_00002.zip"])
        #expect(try read("daily/R50_2026-10-24_00002.zip", in: files).curves.count == 1)
    }

    @Test("follow the seed alone")
    func repeats() throws {
        let once = try files(30, .r50)
        #expect(try files(30, .r50) == once)
        #expect(try files(30, seed: 2, .r50) != once)
    }

    @Test(
        "name communes as INSEE does",
        arguments: [(0, "01001"), (19, "2A001"), (95, "01002"), (94 + 95 * 998, "95999")])
    func nameCommunes(ordinal: Int, code: String) {
        #expect(Fleet.communeCode(ordinal) == code)
    }
}
