import Collection
import DirectoryKit
import EmbeddedStore
import Exchange
import Foundation
import Metering
import Store
import TestKit
import Testing

@Suite("Indexes and daily energies, imported")
struct IndexJudgeTests {
    private let folder: TemporaryFolder
    private let data: DataDirectory
    private let intake: Intake

    init() throws {
        folder = try TemporaryFolder()
        data = try DataDirectory(folder.url.appending(path: "data"))
        intake = try Intake(data, now: Instant(secondsSinceEpoch: 1_800_000_000))
    }

    private static let head = """
        Identifiant PRM;Date de début;Date de fin;Grandeur physique;Grandeur métier;Etape métier;Unité;Horodate;\
        Contexte de relève;Type de relève;Motif de relève;Grille;Identifiant calendrier;Libellé Calendrier;\
        Identifiant classe temporelle;Libellé classe temporelle;Cadran;Valeur;Indice de vraisemblance
        """

    /// An index at the midnight that starts a day of October 2026.
    private struct Line {
        let point: Int
        let day: Int
        let value: Int64

        var text: String {
            "\(99_000_000_000_000 + point);2026-10-01 00:00:00;2026-10-31 00:00:00;EA;CONS;BRUT;Wh;"
                + "2026-10-\(day < 10 ? "0" : "")\(day) 00:00:00;COL;AQ;;Distributeur;DI000003;Libellé;BASE;Base;EAS_T;"
                + "\(value);0"
        }
    }

    private func indexes(_ lines: [Line]) -> String { ([Self.head] + lines.map(\.text)).joined(separator: "\n") + "\n" }

    private func curve(_ point: Int, day: Int, watts: Int) -> String {
        "#maille unit=W\npoint;date;" + (1...24).map { "v\($0)" }.joined(separator: ";")
            + "\n\(99_000_000_000_000 + point);2026-10-\(day);"
            + Array(repeating: "\(watts)", count: 24).joined(separator: ";") + "\n"
    }

    private func totals(_ lines: [(point: Int, day: Int, value: Int64)]) -> String {
        "point;date;v1\n"
            + lines.map { "\(99_000_000_000_000 + $0.point);2026-10-\($0.day);\($0.value)\n" }.joined()
    }

    /// What an import said, but for points in no list and curves on one value.
    @discardableResult
    private func receive(_ text: String) throws -> [Diagnostic] {
        let path = try folder.file("\(text.hashValue)", text)
        let receipt = try intake.receive(path)
        guard case .kept(let revision, _) = receipt.outcome else {
            Issue.record("not kept: \(receipt.outcome)")
            return []
        }
        return try data.ledger.diagnostics(of: revision).filter {
            !["unknown-point", "flat-line"].contains($0.rule.name)
        }
    }

    private func said(_ text: String) throws -> [String] {
        try receive(text).map { "\($0.rule.name) \($0.point?.text.suffix(3) ?? "") \($0.detail)" }
    }

    private func answers(_ point: Int, _ register: Register = .index(temporalClass: "BASE")) throws -> [Int64] {
        let days = try (#require(CivilDay("2026-09-01")).start, #require(CivilDay("2026-11-30")).start)
        let channel = Channel(point: PointID("\(99_000_000_000_000 + point)"))
        return try data.readings(of: channel, register, in: days.0...days.1, data.ledger.known()).map(\.value)
    }

    private func list(_ lines: [String]) throws {
        try receive("point;carrier;directions;segment;connection_power_w\n" + lines.joined(separator: "\n") + "\n")
    }

    @Test(
        "say the same findings in the same order, however the lines of the file stand",
        arguments: 0..<4 as Range<UInt64>)
    func order(seed: UInt64) throws {
        try receive(curve(3, day: 20, watts: 100))
        try receive(indexes([Line(point: 1, day: 19, value: 900_000), Line(point: 3, day: 20, value: 1_000)]))
        let lines = [
            Line(point: 2, day: 20, value: 5_000), Line(point: 2, day: 21, value: 4_000),
            Line(point: 2, day: 22, value: 3_000), Line(point: 1, day: 20, value: 800_000),
            Line(point: 3, day: 21, value: 9_000), Line(point: 4, day: 21, value: 9_000),
            Line(point: 4, day: 22, value: 19_000),
        ]
        var random = SeededGenerator(seed: seed)
        #expect(
            try said(indexes(seed == 0 ? lines : lines.shuffled(using: &random))) == [
                "decreasing-index 001 index BASE 800000, 900000 before it",
                "decreasing-index 002 index BASE 4000, 5000 before it",
                "decreasing-index 002 index BASE 3000, 4000 before it",
                "index-contradicts-curve 003 indexes say 8000 Wh, the curve 2400 Wh",
            ])
    }

    @Test("are held against curves whichever comes last, over the border of months too")
    func contradictions() throws {
        try receive(indexes([Line(point: 1, day: 24, value: 100), Line(point: 1, day: 25, value: 2_500)]))
        #expect(
            try said(curve(1, day: 24, watts: 200)) == [
                "index-contradicts-curve 001 indexes say 2400 Wh, the curve 4800 Wh"
            ])
        #expect(try said(curve(1, day: 24, watts: 100)) == [])
        let november =
            indexes([Line(point: 2, day: 31, value: 0)])
            + Line(point: 2, day: 31, value: 2_500).text.replacing(
                "2026-10-31 00:00:00;COL", with: "2026-11-01 00:00:00;COL")
            + "\n"
        try receive(curve(2, day: 31, watts: 100))
        #expect(try said(november) == ["index-contradicts-curve 002 indexes say 2500 Wh, the curve 2400 Wh"])
    }

    @Test("with a digit too many are set aside once a third one tells which, and a correction counts")
    func garbled() throws {
        try list(["99000000000001;electricity;extraction;C5;"])
        try receive(indexes([Line(point: 1, day: 20, value: 1_000_000)]))
        let found = try receive(indexes([Line(point: 1, day: 21, value: 10_010_000)]))
        let detail = "index BASE 10010000, 1000000 before it: more than 120 % of what 36000 W can carry"
        #expect(found.map(\.detail) == [detail] && found.map(\.severity) == [.flagged])
        #expect(try answers(1) == [1_000_000, 10_010_000])
        let third = try receive(indexes([Line(point: 1, day: 22, value: 1_020_000)]))
        #expect(third.map(\.detail) == [detail] && third.map(\.severity) == [.quarantined])
        #expect(try answers(1) == [1_000_000, 1_020_000])
        #expect(try said(indexes([Line(point: 1, day: 21, value: 1_010_000)])) == [])
        #expect(try answers(1) == [1_000_000, 1_010_000, 1_020_000])
        #expect(try data.verify().faults == [])
    }

    @Test("of a used meter that took another's place count once a second one tells that they go on")
    func usedMeter() throws {
        try list(["99000000000001;electricity;extraction;C5;"])
        try receive(indexes([Line(point: 1, day: 18, value: 500), Line(point: 1, day: 19, value: 1_000)]))
        #expect(
            try said(indexes([Line(point: 1, day: 20, value: 50_000_000)])) == [
                "above-capacity 001 index BASE 50000000, 1000 before it: more than 120 % of what 36000 W can carry"
            ])
        #expect(try answers(1) == [500, 1_000])
        let found = try receive(indexes([Line(point: 1, day: 21, value: 50_000_021)]))
        #expect(found.map(\.rule.name) == ["index-counts-again"] && found.map(\.severity) == [.note])
        #expect(found.map(\.detail) == ["index BASE 50000000, 1000 before it"])
        #expect(try answers(1) == [500, 1_000, 50_000_000, 50_000_021])
    }

    @Test("that come late are judged beside the one after them: of two alone, both stay")
    func late() throws {
        try list(["99000000000001;electricity;extraction;C5;"])
        try receive(indexes([Line(point: 1, day: 21, value: 90_000_000)]))
        #expect(
            try said(indexes([Line(point: 1, day: 20, value: 1_000)])) == [
                "above-capacity 001 index BASE 90000000, 1000 before it: more than 120 % of what 36000 W can carry"
            ])
        #expect(try answers(1) == [1_000, 90_000_000])
        #expect(try said(indexes([Line(point: 1, day: 19, value: 900)])).count == 1)
        #expect(try answers(1) == [900, 1_000])
    }

    @Test("count as new without those that are set aside")
    func counted() throws {
        try list(["99000000000001;electricity;extraction;C5;"])
        let lines = [(20, 1_000), (21, 50_000_000), (22, 3_000)].map {
            Line(point: 1, day: $0.0, value: Int64($0.1))
        }
        let receipt = try intake.receive(try folder.file("three", indexes(lines)))
        guard case .kept(_, let changes) = receipt.outcome else {
            Issue.record("not kept: \(receipt.outcome)")
            return
        }
        #expect(changes.registers == 2)
        #expect(try answers(1) == [1_000, 3_000])
    }

    @Test("that were set aside by an earlier import are known as they were before it")
    func knownAt() throws {
        try list(["99000000000001;electricity;extraction;C5;"])
        let start = Instant(secondsSinceEpoch: 1_800_000_000)
        func receive(_ line: Line, hours: Int) throws {
            let intake = try Intake(data, now: start.advanced(seconds: hours * 3_600))
            _ = try intake.receive(try folder.file("\(line.day)-\(line.value)", indexes([line])))
        }
        try receive(Line(point: 1, day: 20, value: 1_000_000), hours: 1)
        try receive(Line(point: 1, day: 21, value: 10_010_000), hours: 2)
        try receive(Line(point: 1, day: 22, value: 1_020_000), hours: 3)
        let days = try (#require(CivilDay("2026-10-01")).start, #require(CivilDay("2026-10-31")).start)
        let known = try (1...3).map { hours in
            try data.readings(
                of: Channel(point: PointID("99000000000001")), .index(temporalClass: "BASE"), in: days.0...days.1,
                data.ledger.known(at: start.advanced(seconds: hours * 3_600))
            ).map(\.value)
        }
        #expect(known == [[1_000_000], [1_000_000, 10_010_000], [1_000_000, 1_020_000]])
    }

    @Test("beyond what any connection carries are set aside of points in no list, and nothing traps")
    func beyond() throws {
        let most = Int64(1) << 53
        let found = try said(totals([(1, 20, 30_000), (2, 20, most), (3, 20, 6_000_000_001), (4, 20, 6_000_000_000)]))
        #expect(found.map { $0.prefix(25) } == ["beyond-any-connection 002", "beyond-any-connection 003"])
        #expect(try answers(2, .dailyEnergy) == [] && answers(4, .dailyEnergy) == [6_000_000_000])
        // Twelve digits are the most that the flow may write.
        let lines = (0..<14).flatMap { point in
            [Line(point: point, day: 20, value: 0), Line(point: point, day: 21, value: 999_999_999_999)]
        }
        #expect(try said(indexes(lines)).filter { $0.hasPrefix("beyond-any-connection") }.count == 14)
        for point in 0..<14 { #expect(try answers(point) == [0, 999_999_999_999]) }
    }

    @Test(
        "of a day above what the connection carries are set aside, in columns and line by line",
        arguments: ["Wh", "kWh"])
    func aboveCapacity(unit: String) throws {
        try list(["99000000000001;electricity;extraction;;1000", "99000000000002;electricity;injection;;1000"])
        let scale: Int64 = unit == "Wh" ? 1_000 : 1
        let text =
            "#maille unit=\(unit)\n"
            + totals([(1, 20, 28 * scale), (1, 21, 29 * scale), (2, 20, scale), (1, 25, 30 * scale)])
        let found = try receive(text)
        #expect(found.map(\.rule.name) == ["above-capacity", "contradicts-registry"])
        #expect(found.map(\.line) == [4, 5])
        #expect(found.first?.detail == "29000 Wh in a day: more than 120 % of what 1000 W can carry")
        // The day the clocks are put back has an hour more.
        #expect(try answers(1, .dailyEnergy) == [28_000, 30_000])
    }

    @Test("that rank below what is known are named in a remark each, and never answer")
    func outranked() throws {
        try receive(totals([(1, 20, 500), (2, 20, 600)]))
        let estimates = "#maille quality=estimated\n" + totals([(1, 20, 501), (2, 20, 600), (3, 20, 700)])
        #expect(
            try said(estimates) == ["outranked-value 001 daily-energy 501 does not count: a better one is known"])
        #expect(try answers(1, .dailyEnergy) == [500] && answers(3, .dailyEnergy) == [700])
    }
}
