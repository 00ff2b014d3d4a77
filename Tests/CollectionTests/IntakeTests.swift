import Collection
import DirectoryKit
import EmbeddedStore
import Exchange
import Foundation
import Metering
import Store
import TestKit
import Testing

@Suite("An intake")
struct IntakeTests {
    private let folder: TemporaryFolder
    private let data: DataDirectory
    private let intake: Intake

    init() throws {
        folder = try TemporaryFolder()
        data = try DataDirectory(folder.url.appending(path: "data"))
        intake = try Intake(data, now: Instant(secondsSinceEpoch: 1_800_000_000))
    }

    private static let prm = "99000000000001"

    private func r50(prm: String = prm, day: String = "2026-10-24", watts: (Int) -> String = { "\(500 + $0)" })
        -> String
    {
        let start = CivilDay(day)?.start ?? Instant(secondsSinceEpoch: 0)
        let count = CivilDay(day).map { Step.minutes30.count(in: $0) } ?? 0
        let points = (1...count).map { number in
            "<PDC><H>\(start.advanced(minutes: number * 30).parisText)</H><V>\(watts(number))</V><IV>0</IV></PDC>\n"
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <R50><En_Tete_Flux><Identifiant_Flux>R50</Identifiant_Flux><Pas_Publication>30</Pas_Publication></En_Tete_Flux>
            <PRM><Id_PRM>\(prm)</Id_PRM><Donnees_Releve><Date_Releve>\(day)</Date_Releve>
            \(points.joined())</Donnees_Releve></PRM></R50>
            """
    }

    private func r151(_ day: String, _ value: Int) -> String {
        """
        <R151><En_Tete_Flux><Unite_Mesure_Index>Wh</Unite_Mesure_Index></En_Tete_Flux><PRM>
        <Id_PRM>\(IntakeTests.prm)</Id_PRM><Donnees_Releve><Date_Releve>\(day)</Date_Releve>
        <Classe_Temporelle_Distributeur><Id_Classe_Temporelle>BASE</Id_Classe_Temporelle><Rang_Cadran>1</Rang_Cadran>
        <Valeur>\(value)</Valeur><Indice_Vraisemblance>0</Indice_Vraisemblance></Classe_Temporelle_Distributeur>
        </Donnees_Releve></PRM></R151>
        """
    }

    private func days() throws -> [PointDay] {
        let range = CivilDay(daysSinceEpoch: 0)...CivilDay(daysSinceEpoch: 40_000)
        return try data.days(of: Channel(point: PointID(IntakeTests.prm)), in: range, data.ledger.known()).map(
            \.pointDay)
    }

    private func kept(_ receipt: Receipt) throws -> (Revision, ImportSession.Changes) {
        guard case .kept(let revision, let changes) = receipt.outcome else {
            Issue.record("not kept: \(receipt)")
            throw CancellationError()
        }
        return (revision, changes)
    }

    @Test("can be given up with a file half read, or not at all", arguments: [0, 3, 1 << 20])
    func unread(taken: Int) throws {
        let path = try folder.file("long.csv", [UInt8](repeating: 0x41, count: 5 << 20))
        let source = try FileSource(path: path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, taken), alignment: 1)
        defer { buffer.deallocate() }
        if taken > 0 { #expect(try source.read(into: buffer) > 0) }
    }

    @Test("lets go of every file: none stays open, nor a connection to the store")
    func descriptors() throws {
        // Each connection has SQLite's log open; the file itself SQLite may keep for the next one.
        func open() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { descriptor in
                try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
            }.filter { $0.hasPrefix(folder.url.path) && !$0.hasSuffix(".sqlite") }.sorted()
        }
        let paths = try (1...9).map { number in
            let day = "2026-10-0\(number)"
            return try folder.file("\(number).xml", number > 5 ? r151(day, number) : r50(day: day))
        }
        _ = try intake.receive(paths[0])
        let before = try open()
        for path in paths.dropFirst() { _ = try intake.receive(path) }
        #expect(try open() == before)
    }

    @Test("keeps a file once, however often it comes, and says so")
    func sameFile() throws {
        let path = try folder.file("a.xml", r50())
        #expect(try kept(intake.receive(path)).1.curves == CurveChanges(added: 1))
        let copy = try folder.file("copy.xml", r50())
        for path in [path, copy] {
            guard case .known = try intake.receive(path).outcome else {
                Issue.record("kept twice")
                return
            }
        }
        #expect(try data.ledger.entries().count == 1)
    }

    @Test("changes nothing for the same rows in another file")
    func sameRows() throws {
        _ = try intake.receive(try folder.file("a.xml", r50()))
        let (_, changes) = try kept(intake.receive(try folder.file("b.xml", r50() + "\n\n")))
        #expect(changes.curves == CurveChanges(unchanged: 1))
        #expect(changes.registers == 0)
    }

    @Test("takes a correction as a new revision")
    func correction() throws {
        _ = try intake.receive(try folder.file("a.xml", r50()))
        let later = r50 { $0 == 3 ? "700" : "\(500 + $0)" }
        #expect(try kept(intake.receive(try folder.file("b.xml", later))).1.curves == CurveChanges(changed: 1))
        #expect(try days().first?.curve.values[2] == 700)
    }

    @Test(
        "keeps nothing of a file that is cut, wherever it is cut, and remembers why",
        arguments: [0.1, 0.5, 0.9, 0.999])
    func truncated(share: Double) throws {
        let whole = Array(r50().utf8)
        let path = try folder.file("cut.xml", Array(whole[0..<Int(Double(whole.count) * share)]))
        guard case .refused(let diagnostic) = try intake.receive(path).outcome else {
            Issue.record("a cut file was kept")
            return
        }
        #expect(diagnostic.detail.contains("line"))
        #expect(try days().isEmpty)
        #expect(try data.ledger.entries().map(\.isKept) == [false])
        #expect(try data.verify().pointDays == 0)
        #expect(try kept(intake.receive(try folder.file("whole.xml", whole))).1.curves.added == 1)
    }

    @Test("sets aside a value that cannot be, and keeps the rest of the day and the reason")
    func quarantine() throws {
        let list = "point;carrier;directions;segment\n\(IntakeTests.prm);electricity;extraction;C5\n"
        _ = try intake.receive(try folder.file("points.csv", list))
        let receipt = try intake.receive(try folder.file("a.xml", r50 { $0 == 9 ? "99000" : "\(500 + $0)" }))
        let (revision, _) = try kept(receipt)
        #expect(receipt.counts.quarantined == 1)
        let day = try #require(try days().first)
        #expect(day.curve.missingCount == 1)
        #expect(day.curve.mark(at: 8).missingReason == .quarantined)
        let diagnostics = try data.ledger.diagnostics(of: revision)
        let finding = try #require(diagnostics.first { $0.rule.name == "above-capacity" })
        #expect(finding.detail.contains("99000 W") && finding.line != nil && finding.point?.text == IntakeTests.prm)
        #expect(diagnostics.count { $0.severity == .quarantined && $0.day == day.day } == 1)
    }

    @Test("refuses a file with more faulty records than the limit, and keeps nothing of it")
    func faultyThroughout() throws {
        var limits = ReadingLimits()
        limits.quarantined = 3
        let strict = try Intake(data, now: Instant(secondsSinceEpoch: 1_800_000_000), limits: limits)
        let rows = String(repeating: "=cmd;2026-10-24;5\n", count: 4)
        let good = "\(IntakeTests.prm);2026-10-24" + String(repeating: ";5", count: 24) + "\n"
        let header = "point;date;" + (1...24).map { "v\($0)" }.joined(separator: ";") + "\n"
        guard case .refused(let diagnostic) = try strict.receive(try folder.file("a.csv", header + good + rows)).outcome
        else {
            Issue.record("kept")
            return
        }
        #expect(diagnostic.detail.contains("line 6"))
        #expect(try days().isEmpty)
        let entry = try #require(try data.ledger.entries().first)
        #expect(try data.ledger.diagnostics(of: entry.revision).count == 1)
    }

    @Test("counts what each rule found, with the first place")
    func findings() throws {
        let rows = "=cmd;2026-10-24;5\n=cmd;2026-10-24;5\nP1;2026-99-24;5\n"
        let (revision, _) = try kept(intake.receive(try folder.file("a.csv", "point;date;v1\n" + rows)))
        let findings = try data.ledger.findings(of: revision)
        #expect(findings.map(\.count) == [2, 1, 1])
        #expect(findings.map(\.first.line) == [2, 4, nil])
        #expect(findings.last?.first.detail == "nothing of the file is kept: all its records are set aside")
    }

    @Test("refuses a file that changes while it is read")
    func growing() throws {
        let path = try folder.file("a.xml", r50())
        var isGrown = false
        intake.onProgress = { _ in
            guard !isGrown, let file = FileHandle(forWritingAtPath: path) else { return }
            isGrown = true
            file.seekToEndOfFile()
            file.write(Data("\n".utf8))
        }
        guard case .refused(let diagnostic) = try intake.receive(path).outcome else {
            Issue.record("kept half written")
            return
        }
        #expect(diagnostic.detail.contains("changed while it was read"))
        #expect(try days().isEmpty)
        intake.onProgress = { _ in }
        #expect(try kept(intake.receive(path)).1.curves == CurveChanges(added: 1))
    }

    @Test("reads a pipe once, and no device or folder")
    func otherThanFiles() throws {
        let pipe = folder.url.appending(path: "pipe").path
        #expect(mkfifo(pipe, 0o600) == 0)
        // Held open for both ends, so that neither side waits for the other.
        let writer = open(pipe, O_RDWR)
        let source = try FileSource(path: pipe)
        #expect(source.size == nil)
        close(writer)
        for path in ["/dev/zero", folder.url.path] {
            guard case .refused(let diagnostic) = try intake.receive(path).outcome else {
                Issue.record("read \(path)")
                continue
            }
            #expect(diagnostic.detail.contains("folder or a device"))
        }
        #expect(try data.ledger.entries().isEmpty)
    }

    @Test("follows links to files in a folder, names a link that leads nowhere, and walks no circle")
    func links() throws {
        let file = try folder.file("elsewhere/a.xml", r50())
        _ = try folder.file("in/b.xml", r50(day: "2026-10-23"))
        let inbox = folder.url.appending(path: "in")
        for (name, target) in [("a.xml", file), ("gone.xml", "/nowhere"), ("circle", "..")] {
            try FileManager.default.createSymbolicLink(
                atPath: inbox.appending(path: name).path, withDestinationPath: target)
        }
        let files = try Inbox.files(of: [inbox.path])
        #expect(files.map { URL(filePath: $0).lastPathComponent } == ["a.xml", "b.xml", "gone.xml"])
        let outcomes = try files.map { try intake.receive($0).outcome }
        guard case .kept = outcomes[0], case .kept = outcomes[1], case .refused = outcomes[2] else {
            Issue.record("\(outcomes)")
            return
        }
    }

    @Test("flags a point that no list describes, and keeps its curve")
    func unknownPoint() throws {
        let (revision, _) = try kept(intake.receive(try folder.file("a.xml", r50())))
        #expect(try data.ledger.diagnostics(of: revision).map(\.rule.name) == ["unknown-point"])
        #expect(try days().count == 1)
    }

    @Test("quarantines what comes under an identifier that cannot be one")
    func badIdentifier() throws {
        let receipt = try intake.receive(try folder.file("a.xml", r50(prm: "990000000000015")))
        #expect(receipt.counts.quarantined >= 1)
        #expect(try kept(receipt).1.curves == CurveChanges())
    }

    @Test("quarantines dates of another millennium")
    func farDates() throws {
        let receipt = try intake.receive(try folder.file("a.xml", r50(day: "9998-10-24")))
        #expect(receipt.counts.quarantined >= 1)
        #expect(try kept(receipt).1.curves == CurveChanges())
    }

    @Test("notices an index that falls, within a file and across files")
    func fallingIndex() throws {
        _ = try intake.receive(try folder.file("a.xml", r151("2026-10-20", 5_000)))
        let (revision, changes) = try kept(intake.receive(try folder.file("b.xml", r151("2026-10-21", 40))))
        #expect(changes.registers == 1)
        #expect(try data.ledger.diagnostics(of: revision).contains { $0.rule.name == "decreasing-index" })
    }

    @Test("sets aside a member whose line describes the set in another way")
    func contradictorySet() throws {
        let list = """
            set;kind;usage;point;from;until
            a;building;restricted;99000000000001;2026-01-01;
            a;building;public;99000000000002;2026-01-01;

            """
        let receipt = try intake.receive(try folder.file("sets.csv", list))
        #expect(receipt.counts.quarantined == 1)
        #expect(try data.catalogue.sets(data.ledger.known()).map(\.visibility) == [.restricted])
        #expect(try data.catalogue.members(of: "a", data.ledger.known()).members.map(\.count) == [1])
    }

    @Test("keeps a Green Button file under its issuer's id, and under the point that a person names")
    func greenButton() throws {
        let point = PointID(IntakeTests.prm)
        let day = try #require(CivilDay("2026-10-25"))
        let curve = DayCurve(step: .minutes30, unit: .watt, values: (0..<50).map { 500 + $0 })
        let base = ESPIBase("https://issuer.example/espi/1_1/resource")
        var writer = GreenButtonWriter(.batch(ofSubscription: "s"), at: base, updated: day.end)
        writer.open(ESPIUsagePoint(.usagePoint("u", ofSubscription: "s")))
        writer.append(PointDay(channel: Channel(point: point), day: day, curve: curve))
        let path = try folder.file("usage.xml", writer.finish())
        let receipt = try intake.receive(path)
        #expect(receipt.flows == [.greenButton] && receipt.counts.quarantined == 0)
        #expect(try kept(receipt).1.curves == CurveChanges(added: 1))
        #expect(try days().isEmpty)
        #expect(try kept(intake.receive(path, of: point)).1.curves == CurveChanges(added: 1))
        #expect(try days() == [PointDay(channel: Channel(point: point), day: day, curve: curve.from(.copy))])
        #expect(try kept(intake.receive(path, of: point)).1.curves == CurveChanges(unchanged: 1))
        let other = try folder.file("a.xml", r50())
        guard case .refused = try intake.receive(other, of: point).outcome else {
            Issue.record("a named point for a file that names its own")
            return
        }
    }
}
