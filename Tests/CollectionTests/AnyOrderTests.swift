import Collection
import Exchange
import Foundation
import Metering
import Store
import StoreKit
import TestKit
import Testing

@Suite("However the lines of files come")
struct AnyOrderTests {
    /// `MAILLE_PROPERTY_RUNS=10000 swift test --filter AnyOrder`
    private static let runs =
        ProcessInfo.processInfo.environment["MAILLE_PROPERTY_RUNS"].flatMap { Int($0) } ?? 700

    /// How lines are brought together otherwise than as a file for each household.
    enum Way: CaseIterable, Sendable {
        case permuted, split, joined, marked
    }
    private static let header = "point;carrier;direction;start;end;value;unit;quality\n"

    /// Lines about a household: half-hours of some of three days, two of them with a clock change, in one unit; a few
    /// of them again with another quality; totals of days; faulty lines.
    private struct Lines {
        private(set) var all: [String] = []

        init(of point: String, by generator: inout SeededGenerator) {
            let unit = Bool.random(using: &generator) ? "W" : "Wh"
            for day in ["2026-03-29", "2026-08-01", "2025-10-26"].compactMap(CivilDay.init) {
                for place in 0..<day.minutes / 30 where Int.random(in: 0..<4, using: &generator) == 0 {
                    let start = day.start.advanced(minutes: place * 30)
                    let interval = "\(start.parisText);\(start.advanced(minutes: 30).parisText)"
                    let qualities = ["measured", "corrected", "estimated"].shuffled(using: &generator)
                    for quality in qualities.prefix(Int.random(in: 0..<8, using: &generator) == 0 ? 2 : 1) {
                        let value = Int.random(in: 0..<2_000, using: &generator)
                        all.append("\(point);electricity;extraction;\(interval);\(value);\(unit);\(quality)")
                    }
                }
                let total = Int.random(in: 0..<9_000, using: &generator)
                all.append("\(point);electricity;extraction;\(day);\(day.advanced(by: 1));\(total);Wh;")
            }
            all.append("\(point);electricity;extraction;2026-08-01T00:10:00+02:00;2026-08-01T00:25:00+02:00;1;\(unit);")
            all.append("\(point.dropFirst());electricity;extraction;2026-08-01;2026-08-02;1;Wh;")
        }
    }

    /// What is kept of these files, in this order: each value with its quality, each total.
    private func kept(_ files: [[UInt8]], by mapping: TableMapping? = nil) throws -> [String] {
        let (folder, stores) = (try TemporaryFolder(), MemoryStores())
        let now = Instant(secondsSinceEpoch: 1_800_000_000)
        let intake = try Intake(stores.ledger, stores.measures, stores.catalogue, now: now)
        for (place, file) in files.enumerated() {
            _ = try intake.receive(try folder.file("\(place)", file), by: mapping)
        }
        var found: [String] = []
        let known = stores.ledger.known()
        try stores.measures.forEachDay(of: .all, in: CivilDay.accepted, known) { number, day, _, curve in
            let values = (0..<curve.count).map { place -> String in
                let mark = curve.mark(at: place)
                return mark.quality == .missing ? "-" : "\(curve.values[place]) \(mark.quality.name)"
            }
            let channel = stores.catalogue.channel(number)?.description ?? ""
            found.append("\(channel) \(day) \(curve.unit.symbol) \(values)")
        }
        let midnights = CivilDay.accepted.lowerBound.start...CivilDay.accepted.upperBound.start
        try stores.measures.forEachReading(of: .dailyEnergy, in: midnights, of: .all, known) { number, reading in
            let channel = stores.catalogue.channel(number)?.description ?? ""
            found.append("\(channel) \(reading.at) \(reading.value) \(reading.mark.quality.name)")
        }
        return found.sorted()
    }

    private func kept(_ files: [String]) throws -> [String] { try kept(files.map { Array($0.utf8) }) }

    private func file(_ lines: some Sequence<String>) -> String { Self.header + lines.joined(separator: "\n") + "\n" }

    /// Shares the lines out, each to one of so many files.
    private func split(_ lines: [String], into count: Int, by generator: inout SeededGenerator) -> [String] {
        var parts = [[String]](repeating: [], count: count)
        for line in lines { parts[Int.random(in: 0..<count, using: &generator)].append(line) }
        return parts.shuffled(using: &generator).map(file)
    }

    @Test(
        "the same is kept of any permutation of lines, any split into files, any order of these, and of two households joined",
        arguments: Way.allCases)
    func sameState(way: Way) throws {
        for seed in 0..<Self.runs / Way.allCases.count {
            var generator = SeededGenerator(seed: UInt64(seed))
            let first = Lines(of: "01234567890123", by: &generator).all
            let second = Lines(of: "01234567890124", by: &generator).all
            let wanted = try kept([file(first), file(second)])
            #expect(wanted.count > 6, "seed \(seed)")
            switch way {
            case .permuted:
                let shuffled = (first + second).shuffled(using: &generator)
                #expect(try kept([file(shuffled)]) == wanted, "seed \(seed)")
            case .split:
                let parts = split(first + second, into: Int.random(in: 2...5, using: &generator), by: &generator)
                #expect(try kept(parts) == wanted, "seed \(seed)")
            case .joined:
                let joined = [file(second), file(first)].shuffled(using: &generator).joined()
                #expect(try kept([joined]) == wanted, "seed \(seed)")
            case .marked:
                let marked = "\u{FEFF}" + file(first) + "\u{FEFF}" + file(second.shuffled(using: &generator))
                let archive = try ArchiveWriter.pack([("a.csv", Array(marked.utf8)), ("._a.csv", [0])])
                #expect(try kept([marked]) == wanted, "seed \(seed)")
                #expect(try kept([archive]) == wanted, "in an archive, seed \(seed)")
            }
        }
    }

    @Test("a table by a mapping keeps the same of any order and split of its rows, and of two that are joined")
    func mappedTables() throws {
        var mapping = TableMapping()
        (mapping.columns.point, mapping.columns.start, mapping.columns.value) = ("PRM", "Date", "kWh")
        (mapping.columns.direction, mapping.columns.quality) = ("Registre", "Statut")
        (mapping.unit, mapping.step) = ("kWh", .minutes30)
        mapping.directions = ["Jour": "extraction", "Nuit": "extraction", "Export": "injection"]
        mapping.qualities = ["Réel": "measured", "Estimé": "estimated"]
        func file(_ rows: [String]) -> [UInt8] {
            Array((["PRM;Date;Registre;kWh;Statut"] + rows).map { $0 + "\n" }.joined().utf8)
        }
        for seed in 0..<Self.runs / 10 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let days = ["2026-03-29", "2025-10-26"].compactMap(CivilDay.init)
            let rows = ["01234567890123", "01234567890124"].map { point in
                days.flatMap { day in
                    (0..<day.minutes / 30).map { place in
                        let register = ["Jour", "Nuit", "Export"].randomElement(using: &generator) ?? ""
                        let quality = ["Réel", "Estimé"].randomElement(using: &generator) ?? ""
                        let start = day.start.advanced(minutes: place * 30).parisText
                        let value = Int.random(in: 0..<900, using: &generator)
                        return "\(point);\(start);\(register);0,\(value);\(quality)"
                    }
                }
            }
            let wanted = try kept(rows.map(file), by: mapping)
            #expect(wanted.count == 8, "seed \(seed)")
            let shuffled = rows.joined().shuffled(using: &generator)
            let cut = Int.random(in: 1..<shuffled.count, using: &generator)
            #expect(try kept([file(shuffled)], by: mapping) == wanted, "permuted, seed \(seed)")
            #expect(
                try kept([file(Array(shuffled[cut...])), file(Array(shuffled[..<cut]))], by: mapping) == wanted,
                "split, seed \(seed)")
            #expect(try kept([file(rows[1]) + file(rows[0])], by: mapping) == wanted, "joined, seed \(seed)")
        }
    }

    @Test("a portal's tables joined with their PRMs keep each household apart, in any order of rows")
    func portalTables() throws {
        for seed in 0..<Self.runs / 4 {
            var generator = SeededGenerator(seed: UInt64(seed))
            func export(_ point: String, _ rows: [String]) -> String {
                "Identifiant PRM;\(point)\nDate;Energie consommée (kWh)\n" + rows.joined(separator: "\n") + "\n"
            }
            func rows(_ offset: Int) -> [String] {
                (1...28).map { "\($0 < 10 ? "0" : "")\($0)/02/2026;\(offset + $0),5" }
            }
            let (first, second) = (rows(0), rows(100))
            let wanted = try kept([export("01234567890123", first), export("01234567890124", second)])
            let mixed = [
                export("01234567890123", first.shuffled(using: &generator)),
                export("01234567890124", second.shuffled(using: &generator)),
            ].shuffled(using: &generator)
            #expect(try kept(mixed) == wanted && wanted.count == 56)
            #expect(try kept([mixed.joined()]) == wanted, "joined, seed \(seed)")
        }
    }
}
