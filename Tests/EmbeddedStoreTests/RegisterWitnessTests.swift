import Access
import Disclosure
import Foundation
import GRDB
import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

/// What an insider does to a copy of the data directory, and what `verify` makes of it.
@Suite("The register is a witness:")
struct RegisterWitnessTests {
    private typealias Conformance = ReleaseRegisterConformance
    private static let day = Conformance.day
    private static let now = Conformance.now
    private static let policy = PolicyLibrary.defaultID
    private static let document = "use-4b_public_\(day)"
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var url: URL { folder.url.appending(path: "data") }

    // MARK: a directory with a row in every table

    private func fill() throws {
        let data = try DataDirectory(url, program: { "test" })
        try importAll(data, "first", "second")
        try publish(data, on: Self.day)
        let releases = data.releases
        let line = TableLineRecord(try Conformance.figure(Conformance.request("table")), panels: [2025: Panel(0..<30)])
        _ = try releases.record([line], closing: [2025: Revision(1)], [], Conformance.electricity, now: Self.now)
        _ = try releases.record(Conformance.noisy(of: ["a", "b", "c"]), costPerYear: 40, now: Self.now)
        let agreement = try UseAgreement(
            recipient: "Ville", uses: ["2a"], basis: "convention 1", from: Self.day)
        try releases.approve(DayApproval(use: "2a", day: Self.day, reason: "fair"), now: Self.now)
        try releases.endAgreement(releases.add(agreement, now: Self.now), after: Self.day, now: Self.now)
        try releases.forget(Self.day.advanced(by: -9)...Self.day.advanced(by: -8), missing: nil, now: Self.now)
        let (csv, json) = (Array("csv".utf8), Array("json".utf8))
        _ = try releases.edition(
            ofDocument: Self.document, policy: Self.policy, day: Self.day, sha256: Fingerprint.of(csv + json),
            horizon: Revision(1), now: Self.now)
        try data.documents.publish(
            [
                NamedDocument(name: "\(Self.document)_e1.csv", bytes: csv),
                NamedDocument(name: "\(Self.document)_e1.json", bytes: json),
            ], of: Self.policy)
    }

    private func importAll(_ data: DataDirectory, _ names: String...) throws {
        for name in names {
            let session = try data.ledger.begin(name: name, now: Self.now)
            for number in 0..<20 {
                let channel = Channel(point: PointID("\(name)-\(number)"))
                try session.keep(MeteringPoint(id: channel.point, holder: "holder"))
                for set in ["s", "t"] where set == "s" || number > 5 {
                    try session.keep(
                        Membership(channel: channel, from: Self.day), of: Conformance.request(set).set)
                }
                for (register, value) in [(Register.dailyEnergy, 9_000), (.index(temporalClass: "total"), 70)] {
                    try session.keep(
                        RegisterReading(
                            channel: channel, register: register, at: Self.day.start, value: Int64(value), line: 1))
                }
                let curve = DayCurve(step: .minutes30, unit: .watt, values: Array(repeating: 300, count: 48))
                try session.keep(PointDay(channel: channel, day: Self.day, curve: curve))
            }
            _ = try session.seal()
            try session.commit(sha256: Fingerprint.of(Array(name.utf8)), flows: "R50", size: 9, summary: "{}")
        }
    }

    /// Records two figures of a day, and a longer one, with all that the guard remembers of them.
    private func publish(_ data: DataDirectory, on day: CivilDay) throws {
        let panels = ["s": Panel(0..<20), "t": Panel(0..<40)].sorted { $0.key < $1.key }
        _ = try data.releases.record(
            try panels.map { try Conformance.figure(Conformance.request($0.key, over: day...day)) },
            remembering: GuardMemory(
                released: [
                    Conformance.guarded(0..<20, day...day), Conformance.guarded(0..<40, day...day),
                    Conformance.guarded(0..<40, day...day.advanced(by: 40)),
                ],
                panels: panels.map { SetPanel(set: $0.key, kind: Conformance.electricity, from: day, panel: $0.value) },
                held: [
                    HeldPanel(
                        kind: Conformance.electricity, panel: Panel(0..<20), audience: .everybody, monthOf: day,
                        holders: 11)
                ]),
            closing: [DayClosing(day: day, channels: Panel(0..<40), horizon: Revision(2), isEstimating: false)],
            now: Self.now)
    }

    // MARK: what is done to it

    private func edit(_ sql: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let database = try DatabaseQueue(path: url.appending(path: "maille.sqlite").path, configuration: configuration)
        try database.write { try $0.execute(sql: sql) }
        try database.close()
    }

    private func faults() throws -> [String] { try DataDirectory(url, program: { "test" }).verify().faults }

    /// What is swapped between rows keeps checksums and fingerprints right.
    private static let edits: [(sql: String, words: String)] = [
        ("UPDATE policy_text SET policy = replace(policy, '101', '11')", "policy text"),
        ("DELETE FROM policy_text", "policy text"),
        ("DELETE FROM guarded_days", "guarded_days"),
        ("UPDATE guarded_days SET days = 0 WHERE panel_id = 1", "guarded_days"),
        ("UPDATE guarded_days SET panel_id = 3 WHERE panel_id = 1", "guarded_days"),
        (
            "INSERT INTO guarded_days SELECT month + 31, 1, carrier, direction, 0, 0, 2, 1 FROM guarded_days LIMIT 1",
            "guarded_days"
        ),
        ("DELETE FROM month_hold", "month_hold"),
        ("UPDATE month_hold SET panel_id = 2", "month_hold"),
        ("UPDATE month_hold SET holders = 101", "month_hold"),
        ("DELETE FROM approved_day", "approved_day"),
        ("UPDATE approved_day SET reason = 'none'", "approved_day"),
        ("DELETE FROM closed_day", "closed_day"),
        ("UPDATE closed_day SET latest_import = 1", "closed_day"),
        ("UPDATE closed_day SET panel_id = 1", "closed_day"),
        ("UPDATE use_agreement SET uses = '[\"2b\"]'", "use_agreement"),
        ("UPDATE use_agreement_end SET last_day = last_day + 400", "use_agreement_end"),
        ("DELETE FROM use_agreement_end", "use_agreement_end"),
        ("DELETE FROM guarded_release", "guarded_release"),
        ("UPDATE guarded_release SET unit = 1", "guarded_release"),
        ("DELETE FROM set_panel", "set_panel"),
        ("UPDATE set_panel SET panel_id = 2 WHERE set_id = 's'", "set_panel"),
        (
            """
            UPDATE panel SET (fingerprint, points) = (SELECT fingerprint, points FROM panel WHERE id = 2) WHERE id = 1
            """, "panel [1]"
        ),
        ("DELETE FROM panel WHERE id = 1", "panel"),
        ("DELETE FROM publication", "publication"),
        ("UPDATE publication SET horizon = 0", "publication"),
        ("UPDATE publication SET sha256 = '', edition = 2", "publication"),
        ("UPDATE publication SET recording = 1", "publication"),
        ("DELETE FROM privacy_cost", "privacy_cost"),
        ("DELETE FROM privacy_cost WHERE point = 'b'", "privacy_cost"),
        ("UPDATE privacy_cost SET cost = 1", "privacy_cost"),
        ("UPDATE privacy_cost SET point = 'd' WHERE point = 'c'", "privacy_cost"),
        ("DELETE FROM table_year", "table_year"),
        ("UPDATE table_year SET latest_import = 2", "table_year"),
        ("DELETE FROM table_line", "table_line"),
        ("UPDATE table_line SET is_published = 0", "table_line"),
        ("DELETE FROM forgotten_days", "forgotten_days"),
        ("DELETE FROM set_page", "import 1 (first)"),
        (
            """
            UPDATE set_page SET (members, checksum) = (
                SELECT members, checksum FROM set_page WHERE import_id = 2 AND set_id = 's')
            WHERE import_id = 2 AND set_id = 't'
            """, "import 2 (second)"
        ),
        ("DELETE FROM point_page WHERE import_id = 2", "import 2 (second)"),
        ("UPDATE point_holder SET holder = 'other' WHERE point = 'first-3'", "import 1 (first)"),
        ("UPDATE point_set SET usage = 'public'", "import 1 (first)"),
        ("DELETE FROM reading_page WHERE register LIKE 'day%' OR import_id = 1", "import 1 (first)"),
        (
            """
            UPDATE reading_page SET (readings, checksum) = (
                SELECT readings, checksum FROM reading_page AS other
                WHERE other.import_id = reading_page.import_id AND other.register <> reading_page.register)
            WHERE register LIKE 'index%'
            """, "import 1 (first)"
        ),
        ("DELETE FROM change_page", "import 1 (first)"),
        ("UPDATE import SET sha256 = '' WHERE id = 2", "import [2]"),
        ("UPDATE import SET received_at = 0, source = 1, flows = '' WHERE id = 1", "import [1]"),
        ("DELETE FROM import WHERE id = 2", "import [2]"),
        (
            """
            DELETE FROM release WHERE id > 2;
            UPDATE sqlite_sequence SET seq = 2 WHERE name = 'release'
            """, "recording 6"
        ),
        ("UPDATE recording SET content = '' WHERE id = 4", "recording 4"),
        ("UPDATE recording SET release = 1 WHERE id = 4", "recording 4"),
        ("DELETE FROM recording WHERE id = 4", "recording 4 of the register is missing"),
        ("DELETE FROM recording WHERE id > 5", "recording 6 of the register is missing"),
    ]

    @Test("verify finds each edit of a row", arguments: edits)
    func edited(sql: String, words: String) throws {
        try fill()
        #expect(try faults() == [])
        try edit(sql)
        let found = try faults()
        #expect(found.contains { $0.contains(words) }, "\(found)")
    }

    @Test("verify finds a kept document that was edited, cut in half, or that the register does not know")
    func documents() throws {
        try fill()
        let kept = url.appending(path: "publications/\(Self.policy)")
        let csv = kept.appending(path: "\(Self.document)_e1.csv")
        let bytes = try Data(contentsOf: csv)
        try Data("other".utf8).write(to: csv)
        #expect(try faults() == ["publications/\(Self.policy)/\(Self.document)_e1 is not what was published"])
        try FileManager.default.removeItem(at: csv)
        #expect(try faults().count == 1)
        try bytes.write(to: csv)
        #expect(try faults() == [])
        try bytes.write(to: kept.appending(path: "\(Self.document)_e2.csv"))
        #expect(try faults().first?.contains("does not know") == true)
    }

    @Test("an emptied table has a bounded number of faults")
    func bounded() throws {
        try fill()
        try edit(
            """
            WITH RECURSIVE n (v) AS (VALUES (1) UNION ALL SELECT v + 1 FROM n WHERE v < 90)
            INSERT INTO table_year SELECT 'gas', 'extraction', v, 1 FROM n
            """)
        #expect(try faults().count == 21)
    }

    // MARK: what a copy cannot tell by itself

    @Test("a head that left is held for ever, and tells of a cut, an older copy and one that went on")
    func heads() throws {
        try fill()
        let older = folder.url.appending(path: "older")
        try FileManager.default.copyItem(at: url, to: older)
        let head = try {
            let data = try DataDirectory(url)
            try publish(data, on: Self.day.advanced(by: 1))
            return try data.releases.head()
        }()
        do {
            let data = try DataDirectory(url)
            try publish(data, on: Self.day.advanced(by: 2))
            #expect(try data.releases.standing(of: head) == .held)
        }
        let data = try DataDirectory(older)
        // The copy is whole: nothing but the head tells.
        #expect(try data.verify().faults == [])
        #expect(try data.releases.standing(of: head) == .beyond(rows: head.rows - 1))
        try publish(data, on: Self.day.advanced(by: 3))
        #expect(try data.releases.standing(of: head) == .other)
        for other in [RegisterHead(rows: 0, link: head.link), RegisterHead(rows: 1, link: head.link)] {
            #expect(try data.releases.standing(of: other) == .other)
        }
    }

    @Test("a signed root tells the same, and is worth nothing without the tenant's signature")
    func roots() throws {
        try fill()
        let older = folder.url.appending(path: "older")
        try FileManager.default.copyItem(at: url, to: older)
        let keys = MasterKey.random().keys(of: TenantID("default"))
        let data = try DataDirectory(url)
        try publish(data, on: Self.day.advanced(by: 1))
        let root = try data.signRegister(by: keys, now: Self.now)
        #expect(try data.faults(of: [root], keys) == [])
        #expect(try DataDirectory(older).faults(of: [root], keys).first?.contains("cut off") == true)
        let stranger = MasterKey.random().keys(of: TenantID("default"))
        #expect(try data.faults(of: [root], stranger).first?.contains("not signed") == true)
        let text = String(decoding: try JSONEncoder().encode(root), as: UTF8.self)
        let forged = text.replacing("\"rows\":\(root.rows)", with: "\"rows\":\(root.rows - 1)")
        let read = try JSONDecoder().decode(RegisterRoot.self, from: Data(forged.utf8))
        #expect(text != forged)
        #expect(try data.faults(of: [read], keys).first?.contains("not signed") == true)
    }

    @Test("an older database beside newer curves is found, keeps them whole, and takes nothing in until it is closed")
    func olderDatabase() throws {
        try fill()
        let database = try Data(contentsOf: url.appending(path: "maille.sqlite"))
        let segment = url.appending(path: "curves/000001.seg")
        func bytes() throws -> Int { try Data(contentsOf: segment).count }
        do { try importAll(try DataDirectory(url), "third") }
        let whole = try bytes()
        let newer = try Data(contentsOf: url.appending(path: "maille.sqlite"))
        try database.write(to: url.appending(path: "maille.sqlite"))
        do {
            let data = try DataDirectory(url)
            let found = try data.verify().faults
            #expect(found.first?.contains("older than the curves") == true)
            #expect(found.contains { $0.contains("segment 1 goes on") })
            #expect(throws: StoreError.self) { try importAll(data, "fourth") }
            #expect(throws: StoreError.self) { try publish(data, on: Self.day) }
            #expect(throws: StoreError.self) { try data.compact() }
            #expect(try bytes() == whole)
        }
        // The database that belongs there is put back: nothing was lost.
        try newer.write(to: url.appending(path: "maille.sqlite"))
        #expect(try faults() == [])
        try database.write(to: url.appending(path: "maille.sqlite"))
        do {
            let data = try DataDirectory(url)
            try data.goOn(withoutDays: Self.day...Self.day.advanced(by: 1), now: Self.now)
            #expect(try data.verify().faults == [])
            #expect(try bytes() < whole)
            #expect(try data.releases.forgottenDays().meet(Self.day...Self.day))
            try importAll(data, "fourth")
        }
        #expect(try faults() == [])
    }

    // MARK: directories from before

    @Test("a register from before the chain is taken as found, and covered from then on")
    func migration() throws {
        let pool = try { () -> DatabasePool in
            try Folder.make(url)
            return try DataDirectory.openPool(url.appending(path: "maille.sqlite"))
        }()
        try Schema.migrator.migrate(pool, upTo: "keepSubMeters")
        try pool.write { db in
            try db.execute(
                sql: """
                    INSERT INTO import (name, sha256, state, received_at) VALUES ('old', 'x', 'kept', 5);
                    INSERT INTO point_holder VALUES ('p', 1, 'h');
                    INSERT INTO table_year VALUES ('gas', 'extraction', 2025, 1);
                    INSERT INTO publication (policy, name, day, edition, sha256, recorded_at, horizon)
                    VALUES ('p', 'n', 5, 1, 'x', 0, 1)
                    """)
        }
        try pool.close()
        do {
            let data = try DataDirectory(url)
            #expect(try data.verify().faults == [])
            #expect(try data.releases.head().rows == 1)
            #expect(
                try data.releases.head(ofDocument: "n", policy: "p", day: CivilDay(daysSinceEpoch: 5))
                    == data.releases.head())
        }
        try edit("UPDATE table_year SET year = 2024")
        #expect(try faults().count == 2)
        try edit("UPDATE table_year SET year = 2025; UPDATE point_holder SET holder = 'other'")
        #expect(try faults().count == 1)
    }
}
