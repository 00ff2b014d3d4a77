import Disclosure
import Metering
import Store
import TestKit
import Testing

/// What every ledger has to do, with the imports that it begins, whatever keeps it.
@Suite("A ledger of imports")
struct ImportLedgerConformance {
    private static let day = CivilDay(daysSinceEpoch: 20_000)
    private static let channel = Channel(point: PointID("99000000000001"))
    private static let refusal = Diagnostic(.refused, Rule("truncated-file", "because"), "cut")

    private static func pointDay(_ value: Int32) -> PointDay {
        PointDay(
            channel: channel, day: day,
            curve: DayCurve(step: .hour, unit: .watt, values: Array(repeating: value, count: 24)))
    }

    /// One of everything that an import may bring.
    private static func keep(_ value: Int32, in session: ImportSession) throws {
        try session.keep(pointDay(value))
        try session.keep(
            RegisterReading(channel: channel, register: .totalIndex, at: day.start, value: Int64(value), line: 1))
        try session.keep(MeteringPoint(id: channel.point, subscribedPower: .watts(value)))
        let set = PointSet(id: "s\(value)", kind: "building", useCase: "2a", visibility: .restricted)
        try session.keep(Membership(channel: channel, from: day), of: set)
        try session.note(Diagnostic(.flagged, Rule("r", "because"), "d"))
    }

    /// Everything that is known, in one line: the total, the index, the power, the sets.
    private static func said(_ stores: Stores, _ known: Known) throws -> String {
        var words: [String] = []
        try stores.measures.forEachTotal(of: .all, in: day...day, known) { _, _, _, total, _ in
            words.append("\(total)")
        }
        let number = try stores.catalogue.number(of: channel) ?? 0
        words += try stores.measures.readings(of: number, .totalIndex, in: day.start...day.end, known).map {
            "\($0.value)"
        }
        words += try stores.catalogue.points(known).compactMap { $0.subscribedPower.map { "\($0.watts)" } }
        return (words + (try stores.catalogue.sets(known).map(\.id))).joined(separator: " ")
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `shows nothing of an import before it is kept, to itself once it is sealed, and then all at once`(
        candidate: StoresUnderTest
    ) throws {
        try candidate.with { stores in
            #expect(stores.ledger.known() == Known(upTo: Revision(0)))
            try stores.keep { try ImportLedgerConformance.keep(1, in: $0) }
            let before = stores.ledger.known()
            let session = try stores.ledger.begin(name: "f", now: Instant(secondsSinceEpoch: 0))
            try ImportLedgerConformance.keep(2, in: session)
            let changes = try session.seal()
            #expect(changes.registers == 1 && changes.curves.changed == 1)
            #expect(stores.ledger.known() == before)
            #expect(try ImportLedgerConformance.said(stores, before) == "24 1 1 s1")
            #expect(try ImportLedgerConformance.said(stores, session.known) == "48 2 2 s1 s2")
            try session.commit(sha256: "", flows: "", size: 0, summary: "{}")
            #expect(stores.ledger.known() == Known(upTo: session.revision))
            #expect(try ImportLedgerConformance.said(stores, stores.ledger.known()) == "48 2 2 s1 s2")
            #expect(try ImportLedgerConformance.said(stores, before) == "24 1 1 s1")
        }
    }

    @Test(arguments: StoresUnderTest.allCases, ["refuse", "abandon"])
    func `forgets whole what an import brought that is not kept, but for its refusal`(
        candidate: StoresUnderTest, ending: String
    ) throws {
        try candidate.with { stores in
            try stores.keep { try ImportLedgerConformance.keep(1, in: $0) }
            let session = try stores.ledger.begin(name: "bad", now: Instant(secondsSinceEpoch: 5))
            try ImportLedgerConformance.keep(2, in: session)
            if ending == "refuse" {
                _ = try session.seal()
                try session.refuse(ImportLedgerConformance.refusal, sha256: "x")
                #expect(try stores.ledger.diagnostics(of: session.revision) == [ImportLedgerConformance.refusal])
            } else {
                try session.abandon()
                #expect(try stores.ledger.diagnostics(of: session.revision) == [])
            }
            #expect(try stores.ledger.entries().map(\.isKept) == (ending == "refuse" ? [true, false] : [true]))
            try stores.keep { try $0.keep(MeteringPoint(id: PointID("other"))) }
            #expect(try ImportLedgerConformance.said(stores, stores.ledger.known()) == "24 1 1 s1")
            #expect(try stores.ledger.latest()?.revision == stores.ledger.known().horizon)
            #expect(try #require(try stores.ledger.latest()).revision > session.revision)
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `lets one import be under way at a time`(candidate: StoresUnderTest) throws {
        try candidate.with { stores in
            let now = Instant(secondsSinceEpoch: 0)
            let first = try stores.ledger.begin(name: "a", now: now)
            #expect { try stores.ledger.begin(name: "b", now: now) } throws: { "\($0)".contains("is under way") }
            try first.abandon()
            let second = try stores.ledger.begin(name: "b", now: now)
            _ = try second.seal()
            try second.commit(sha256: "", flows: "", size: 0, summary: "{}")
            let third = try stores.ledger.begin(name: "c", now: now)
            try third.refuse(ImportLedgerConformance.refusal, sha256: "")
            #expect(first.revision < second.revision && second.revision < third.revision)
            #expect(try stores.ledger.entries().map(\.name) == ["b", "c"])
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `clears away what an import left that never ended before it begins the next`(candidate: StoresUnderTest) throws
    {
        try candidate.with { stores in
            try stores.keep { try ImportLedgerConformance.keep(1, in: $0) }
            func leave() throws -> Revision {
                let session = try stores.ledger.begin(name: "left", now: Instant(secondsSinceEpoch: 0))
                try ImportLedgerConformance.keep(2, in: session)
                _ = try session.seal()
                return session.revision
            }
            let left = try leave()
            let last = try stores.keep { _ in }
            #expect(last > left)
            #expect(try ImportLedgerConformance.said(stores, stores.ledger.known()) == "24 1 1 s1")
            #expect(try stores.ledger.entries().map(\.name) == ["file", "file"])
            #expect(try stores.ledger.diagnostics(of: left) == [])
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `tells what was known at an instant`(candidate: StoresUnderTest) throws {
        try candidate.with { stores in
            var kept: [Revision] = []
            for moment in [10, 20, 20, 30] as [Int64] { kept.append(try stores.keep(at: moment) { _ in }) }
            let session = try stores.ledger.begin(name: "refused", now: Instant(secondsSinceEpoch: 35))
            try session.refuse(ImportLedgerConformance.refusal, sha256: "")
            let horizons = try [9, 10, 19, 20, 29, 30, 99].map {
                try stores.ledger.known(at: Instant(secondsSinceEpoch: $0)).horizon
            }
            #expect(horizons == [Revision(0), kept[0], kept[0], kept[2], kept[2], kept[3], kept[3]])
            // One that is under way is not known yet, whenever it came.
            let open = try stores.ledger.begin(name: "open", now: Instant(secondsSinceEpoch: 40))
            #expect(try stores.ledger.known(at: Instant(secondsSinceEpoch: 50)).horizon == kept[3])
            try open.abandon()
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `finds kept imports by their content and size, and lists those that were kept or refused`(
        candidate: StoresUnderTest
    ) throws {
        try candidate.with { stores in
            #expect(try stores.ledger.latest() == nil && stores.ledger.entries().isEmpty)
            let first = try stores.keep("a.xml", at: 7, sha256: "aa", size: 70) { _ in }
            let session = try stores.ledger.begin(name: "b.xml", now: Instant(secondsSinceEpoch: 8))
            try session.refuse(ImportLedgerConformance.refusal, sha256: "bb")
            let entry = ImportEntry(
                revision: first, name: "a.xml", sha256: "aa", flows: "R50", receivedAt: Instant(secondsSinceEpoch: 7),
                isKept: true)
            let refused = ImportEntry(
                revision: session.revision, name: "b.xml", sha256: "bb", flows: "",
                receivedAt: Instant(secondsSinceEpoch: 8), isKept: false)
            #expect(try stores.ledger.entries() == [entry, refused])
            #expect(try stores.ledger.latest() == entry && stores.ledger.kept(sha256: "aa") == entry)
            #expect(try stores.ledger.entry(entry.revision) == entry)
            #expect(try stores.ledger.entry(session.revision) == refused && stores.ledger.entry(Revision(99)) == nil)
            #expect(try stores.ledger.kept(sha256: "bb") == nil && stores.ledger.kept(sha256: "") == nil)
            #expect(try [70, 0, 71].map { try stores.ledger.hasKept(size: $0) } == [true, false, false])
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `keeps what was said of an import, page by page and by rule, notes aside`(candidate: StoresUnderTest) throws {
        try candidate.with { stores in
            func said(_ severity: Severity, _ rule: String, _ line: UInt32) -> Diagnostic {
                Diagnostic(
                    severity, Rule(rule, "because of \(rule)"), line: line,
                    point: ImportLedgerConformance.channel.point,
                    day: ImportLedgerConformance.day, "at \(line)")
            }
            let all = [
                said(.flagged, "b", 1), said(.note, "c", 2), said(.quarantined, "a", 3), said(.flagged, "b", 4),
                Diagnostic(.flagged, Rule("d", "e"), "of no line"),
            ]
            try stores.keep { try $0.note(said(.flagged, "other", 9)) }
            let revision = try stores.keep { session in for diagnostic in all { try session.note(diagnostic) } }
            #expect(try stores.ledger.diagnostics(of: revision) == all)
            let told = all.filter { $0.severity != .note }
            let first = try stores.ledger.diagnostics(of: revision, after: 0, limit: 2)
            #expect(first.map(\.1) == Array(told.prefix(2)))
            let rest = try stores.ledger.diagnostics(of: revision, after: first[1].number, limit: 9)
            #expect(rest.map(\.1) == Array(told.suffix(2)))
            let findings = try stores.ledger.findings(of: revision)
            #expect(findings.map(\.count) == [1, 2, 1] && findings.map(\.first) == [told[1], told[0], told[3]])
        }
    }

    @Test(arguments: StoresUnderTest.allCases)
    func `names the points of days and readings that do not count`(candidate: StoresUnderTest) throws {
        try candidate.with { stores in
            let (day, channel) = (ImportLedgerConformance.day, ImportLedgerConformance.channel)
            func file(_ mark: Mark, _ value: Int32) -> (PointDay, RegisterReading) {
                var curve = DayCurve(missing: day, step: .hour, unit: .watt)
                for place in 0..<24 { curve.set(value, mark, at: place) }
                let reading = RegisterReading(
                    channel: channel, register: .dailyEnergy, at: day.start, value: Int64(value), mark: mark, line: 0)
                return (PointDay(channel: channel, day: day, curve: curve), reading)
            }
            let better = file(.corrected, 5)
            try stores.keep {
                try $0.keep(better.0)
                try $0.keep(better.1)
            }
            let session = try stores.ledger.begin(name: "f", now: Instant(secondsSinceEpoch: 0))
            let worse = file(.estimated, 6)
            try session.keep(worse.0)
            try session.keep(worse.1)
            let changes = try session.seal()
            #expect(changes.curves.outrankedValues == 24 && changes.outrankedReadings == 1 && changes.registers == 0)
            #expect(changes.firstOutrankedDays.map(\.channel) == [channel])
            #expect(changes.firstOutrankedReadings == [worse.1])
            try session.abandon()
        }
    }
}
