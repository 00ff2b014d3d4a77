import Collection
import DirectoryKit
import EmbeddedStore
import Exchange
import Foundation
import Metering
import Store
import TestKit
import Testing

/// Files of a source that may not say everything.
@Suite
struct SourceRightsTests {
    private static let now = Instant(secondsSinceEpoch: 1_800_000_000)
    private static let rule = "beyond-source-rights"
    private let home: Household

    init() throws { home = try Household(now: Self.now) }

    /// Adds a source and imports a file from it.
    private func receive(
        _ text: String, _ rights: ImportSource.Rights, provenance: Provenance = .primary, id: String = "partner"
    ) throws -> Receipt {
        try home.data.ledger.add(
            ImportSource(id: id, name: "A partner", rights: rights, provenance: provenance), now: Self.now)
        let intake = try Intake(home.data, from: id, now: Self.now)
        return try intake.receive(try home.folder.file(UUID().uuidString, Array(text.utf8)))
    }

    private func setAside(_ receipt: Receipt) throws -> [String] {
        try home.findings(receipt).filter { $0.rule.name == Self.rule }
            .map { "\($0.severity.rawValue) \($0.line.map(String.init) ?? "-") \($0.point?.text ?? "-") \($0.detail)" }
    }

    private func points() throws -> [String] { Set(try home.days().map(\.channel.point.text)).sorted() }

    /// A file of whole days, which comes in columns; of daily energies where there is one value a row.
    private func wide(_ points: [String], _ values: Int = 48) -> String {
        "point;date;" + (1...values).map { "v\($0)" }.joined(separator: ";") + "\n"
            + points.map { "\($0);2026-10-20;" + (1...values).map { "\($0 * 10)" }.joined(separator: ";") + "\n" }
            .joined()
    }

    private func long(_ rows: [(point: String, carrier: String, direction: String)]) -> String {
        let start = CivilDay("2026-10-20")?.start ?? Self.now
        return "point;carrier;direction;start;end;value;unit;quality\n"
            + rows.flatMap { row in
                (0..<24).map { hour in
                    "\(row.point);\(row.carrier);\(row.direction);\(start.advanced(minutes: 60 * hour));"
                        + "\(start.advanced(minutes: 60 * (hour + 1)));7;Wh;measured\n"
                }
            }.joined()
    }

    private func define(_ set: String, _ points: [String]) throws {
        try home.receive(
            "set;kind;usage;point;from\n"
                + points.map { "\(set);building;restricted;\($0);2020-01-01\n" }
                .joined())
    }

    private static let own = (0..<40).map { "990000000001\(10 + $0)" }
    private static let foreign = (0..<30).map { "990000000002\(10 + $0)" }

    @Test(arguments: [48, 1])
    func `keep the days of the points of a set, in columns or one by one, and set all others aside`(values: Int) throws
    {
        try define("s", Self.own + ["P1"])
        var random = SeededGenerator(seed: 13)
        let mixed = (Self.own + Self.foreign + ["P1", "P2"]).shuffled(using: &random)
        let receipt = try receive(wide(mixed, values), .init(set: "s"))
        #expect(receipt.counts.quarantined == 31)
        #expect(receipt.counts.pointDays + receipt.counts.registerReadings == 41)
        if values == 1 {
            let kept = try home.dailyEnergies(on: ["2026-10-20"]).map { $0.split(separator: " ")[0] }
            #expect(Set(kept.map { $0.prefix { $0 != "/" } }).count == 41)
        } else {
            #expect(try points() == (Self.own + ["P1"]).sorted())
        }
        let said = try setAside(receipt)
        try #require(said.count == 2)
        #expect(said[0].hasSuffix("partner may speak of the points of s alone"))
        #expect(said[1] == "quarantined - - 30 more days, readings and lines that partner may not speak of")
    }

    @Test
    func `keep every value of the columns that they may send as the operator's command does`() throws {
        try define("s", Self.own)
        _ = try receive(wide(Self.own + Self.foreign), .init(set: "s"))
        let alone = try Household(now: Self.now)
        try alone.receive(wide(Self.own))
        #expect(try home.days() == alone.days())
    }

    @Test
    func `keep the carriers and directions that they may speak of`() throws {
        let rows = [
            ("P1", "electricity", "extraction"), ("P1", "electricity", "injection"), ("P2", "gas", "extraction"),
        ]
        let receipt = try receive(long(rows), .init(carriers: [.electricity], directions: [.extraction]))
        #expect(try home.days().map(\.channel) == [Channel(point: PointID("P1"))])
        #expect(receipt.counts.quarantined == 48)
        #expect(
            try setAside(receipt) == [
                "quarantined 26 P1 partner may not speak of injection",
                "quarantined - - 47 more days, readings and lines that partner may not speak of",
            ])
    }

    @Test
    func `describe no other's points, and define no set`() throws {
        try define("s", ["P1"])
        let list = try receive(
            "point;carrier;directions\nP1;electricity;extraction\nP2;electricity;extraction\n", .init(set: "s"))
        #expect(list.counts.points == 1)
        #expect(try home.data.catalogue.points(home.data.ledger.known()).map(\.id) == [PointID("P1")])
        let sets =
            "set;kind;usage;point;from\n"
            + "s;building;restricted;P2;2020-01-01\n"
        let before = try home.data.catalogue.members(of: "s", home.data.ledger.known())
        let grab = try receive(sets, .init(set: "s"))
        #expect(try setAside(grab) == ["quarantined 2 P2 partner may define no set"])
        let after = try home.data.catalogue.members(of: "s", home.data.ledger.known())
        #expect(after.members == before.members && after.revision == before.revision)
    }

    @Test
    func `are refused whole in a flow that they may not send, or while their set is unknown, with what to do`() throws {
        func reason(_ receipt: Receipt) -> String {
            guard case .refused(let diagnostic) = receipt.outcome else { return "kept" }
            return "\(diagnostic.rule.name): \(diagnostic.detail)"
        }
        let flow = reason(try receive(wide(Self.own), .init(flows: ["R50"])))
        #expect(
            flow == "\(Self.rule): partner may not send exchange CSV, wide: import it from another source, or add "
                + "partner again with this flow")
        let set = reason(try receive(wide(Self.own), .init(set: "nowhere")))
        #expect(
            set == "\(Self.rule): partner may speak of the points of nowhere, which no list defines: import the set "
                + "list, then this file")
        #expect(try home.days().isEmpty)
        #expect(try home.data.ledger.entries().map(\.source.id) == ["partner", "partner"])
    }

    @Test(arguments: [false, true])
    func `rank below a primary source's where the source is a copy, whatever the flow and the order`(isReversed: Bool)
        throws
    {
        let low = wide(["99000000000001", "P1"]), high = low.replacingOccurrences(of: ";480", with: ";481")
        for isCopy in isReversed ? [false, true] : [true, false] {
            if isCopy { _ = try receive(low, .init(), provenance: .copy) } else { try home.receive(high) }
        }
        for day in try home.days() {
            #expect(day.curve.values.last == 481 && day.curve.mark(at: 47).provenance == .primary)
        }
        #expect(try home.days().count == 2)
    }

    @Test
    func `mark what a copy alone says as a copy's, also where it came in columns`() throws {
        _ = try receive(wide(["99000000000001"]), .init(), provenance: .copy)
        let curve = try #require(try home.days().first).curve
        #expect((0..<48).allSatisfy { curve.mark(at: $0).provenance == .copy })
    }

    @Test
    func `are read again from a source that may say more, and not from one that may say no more`() throws {
        try define("s", [Self.own[0]])
        let text = wide([Self.own[0], Self.own[1]])
        func isKept(_ receipt: Receipt) -> Bool { if case .kept = receipt.outcome { true } else { false } }
        #expect(isKept(try receive(text, .init(set: "s"))))
        #expect(!isKept(try receive(text, .init(set: "s"))))
        try define("s", [Self.own[0], Self.own[1]])
        #expect(isKept(try receive(text, .init(set: "s"))))
        #expect(try points() == [Self.own[0], Self.own[1]])
        #expect(isKept(try home.receive(text)))
        #expect(!isKept(try home.receive(text)))
        #expect(!isKept(try receive(text, .init(carriers: [.electricity]), id: "other")))
    }

    @Test
    func `from nobody known are not begun`() throws {
        let intake = try Intake(home.data, from: "nobody", now: Self.now)
        let path = try home.folder.file("f.csv", Array(wide(["P1"]).utf8))
        let refusal = #expect(throws: StoreError.self) { try intake.receive(path) }
        #expect(refusal?.description == "there is no source nobody: add it with maille sources add")
        #expect(try home.data.ledger.entries().isEmpty)
        _ = try home.receive(wide(["P1"]))
    }
}
