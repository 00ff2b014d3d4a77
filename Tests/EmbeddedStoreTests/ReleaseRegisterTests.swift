import Foundation
import GRDB
import Metering
import Store
import TestKit
import Testing

@testable import Disclosure
@testable import EmbeddedStore

@Suite("The release register")
struct ReleaseRegisterTests {
    private static let day = CivilDay(daysSinceEpoch: 20_700)
    private static let now = Instant(secondsSinceEpoch: 1_800_000_000)

    private static func judgement(_ number: Int, sum: Int64 = 900, inputs: String = "i", dominance: Int = 10) throws
        -> FigureRecord
    {
        let policy = try PolicyLibrary().policy(PolicyLibrary.defaultID)
        let question = FigureRequest(
            set: PointSet(id: "s\(number)", kind: "cluster", useCase: "4b", visibility: .restricted),
            carrier: .electricity,
            direction: .extraction, period: day...day, expectedPoints: 20, consent: nil)
        let shares: [Int64] = [90, 50, 44, 28] + Array(repeating: 1, count: 16)
        let members = shares.enumerated().map { index, share in
            SetEnergies.Member(number: UInt32(index), total: sum * share, quality: .measured)
        }
        let gate = DisclosureGate(policy: policy, dominance: DominanceRule(percent: dominance))
        return FigureRecord(
            policy: policy, request: question, revisions: [Revision(3), Revision(1)], inputs: inputs,
            verdict: gate.judge(question, Undisclosed(SetEnergies(members: members))))
    }

    private static func register(_ count: Int) throws -> (TemporaryFolder, DataDirectory) {
        let folder = try TemporaryFolder()
        let data = try DataDirectory(folder.url, program: { "test" })
        _ = try data.releases.record(try (1...count).map { try judgement($0) }, now: now)
        return (folder, data)
    }

    @Test func `what was held back is found without a look at what was not, and the latest first without sorting`()
        throws
    {
        let (folder, data) = try Self.register(10)
        let plan = try data.releases.pool.read { db in
            try Row.fetchAll(
                db,
                sql: "EXPLAIN QUERY PLAN SELECT * FROM release WHERE \(EmbeddedReleases.ofOutcome) ORDER BY id DESC",
                arguments: ["public", true, 9]
            ).map { $0["detail"] as String }
        }
        #expect(plan == ["SEARCH release USING INDEX release_by_outcome (usage=? AND <expr>=? AND id<?)"])
        withExtendedLifetime(folder) {}
    }

    @Test("keeps an edition for equal inputs and an equal verdict, and makes one where either differs")
    func editions() throws {
        let (folder, data) = try Self.register(1)
        let later = Self.now.advanced(minutes: 60)
        #expect(try data.releases.record([Self.judgement(1)], now: later) == [1])
        #expect(try data.releases.record([Self.judgement(1, inputs: "j")], now: later) == [2])
        // A stricter deployment holds the figure: the same inputs, another verdict.
        #expect(try data.releases.record([Self.judgement(1, inputs: "j", dominance: 100)], now: later) == [3])
        #expect(try data.verify().releases == 3 && data.verify().faults == [])
        withExtendedLifetime(folder) {}
    }

    @Test("writes a verdict as the encoder would, byte for byte")
    func text() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let policy = try PolicyLibrary().policy(PolicyLibrary.defaultID)
        for (size, consent) in [(20, nil), (3, nil), (3, Membership.Consent.day)] {
            let question = FigureRequest(
                set: PointSet(id: "s", kind: "k", useCase: "u", visibility: .restricted), carrier: .gas,
                direction: .extraction, period: Self.day...Self.day, expectedPoints: size, consent: consent)
            let members = (0..<UInt32(size)).map { SetEnergies.Member(number: $0, total: 7, quality: .corrected) }
            let verdict = DisclosureGate(policy: policy).judge(question, Undisclosed(SetEnergies(members: members)))
            let expected =
                switch verdict {
                case .released(let release): try encoder.encode(["release": release.kept])
                case .suppressed(let suppression): try encoder.encode(["suppression": suppression.kept])
                }
            var text = VerdictText()
            #expect(try text.json(of: verdict) == String(decoding: expected, as: UTF8.self))
        }
    }

    /// Releases and suppressions of every form, with every field that they may have.
    private static func verdicts() throws -> [Verdict] {
        let rules = try PolicyLibrary().policy(PolicyLibrary.defaultID).rules
        let rule = try #require(rules.first)
        let quality = QualityCounts(measured: 3, corrected: 2, estimated: 1, missing: 4)
        let sums: [Int64?] = [nil, 0, -1, 900, .min, .max]
        let quartiles = [nil, Quartiles(interpolating: [-7, 0, 5_000_000_000], roundedUpTo: 1)]
        let points = [nil, [Release.PointFigure(point: PointID("a\"/\\é"), total: -5, quality: "measured")]]
        let curves = [
            nil, [],
            [
                Release.CurveFigure(start: "2026-11-01T00:00:00+01:00", end: "2026-11-01T00:30:00+01:00", value: nil),
                Release.CurveFigure(start: "2026-11-01T00:30:00+01:00", end: "2026-11-01T01:00:00+01:00", value: -9),
            ],
        ]
        var verdicts: [Verdict] = []
        for sum in sums {
            for quartiles in quartiles {
                for points in points {
                    for curve in curves {
                        verdicts.append(
                            .released(
                                Release(
                                    rule: rule, contributingPoints: 10, expectedPoints: 12, quality: quality, sum: sum,
                                    quartiles: quartiles, points: points, curve: curve)))
                    }
                }
            }
        }
        for rule in [nil, rule] {
            let plain = Suppression(rule: rule, reason: "too few \"points\"")
            var partial = plain
            partial.partial = -3
            let alternative = Alternative(set: SetName(id: "quarter/é"), over: day...day.advanced(by: 6))
            verdicts += [plain, partial, partial.offering(alternative)].map { .suppressed($0) }
        }
        return verdicts
    }

    @Test("writes every form of a verdict as the encoder would: no field is dropped, none is written otherwise")
    func everyForm() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var (text, fields) = (VerdictText(), [0, 0])
        for verdict in try Self.verdicts() {
            let expected: Data
            switch verdict {
            case .released(let release):
                expected = try encoder.encode(["release": release.kept])
                fields[0] = Mirror(reflecting: release.kept).children.count
            case .suppressed(let suppression):
                expected = try encoder.encode(["suppression": suppression.kept])
                fields[1] = Mirror(reflecting: suppression.kept).children.count
            }
            #expect(try text.json(of: verdict) == String(decoding: expected, as: UTF8.self))
        }
        // A further field must be written by `VerdictText` and stand above: then raise the number.
        #expect(fields == [8, 4])
    }

    private static let tampering: [(sql: String, words: String)] = [
        ("UPDATE release SET set_id = 'other' WHERE id = 4", "release 4 breaks the chain"),
        ("UPDATE release SET revisions = '1' WHERE id = 1", "release 1 breaks the chain"),
        ("UPDATE release SET program = '' WHERE id = 9", "release 9 breaks the chain"),
        ("DELETE FROM release WHERE id = 6", "release 6 is missing"),
        ("DELETE FROM release WHERE id = 1", "release 1 is missing"),
        ("DELETE FROM release WHERE id > 7", "release 8 is missing"),
        (
            """
            UPDATE release SET id = -1 WHERE id = 2; UPDATE release SET id = 2 WHERE id = 3;
            UPDATE release SET id = 3 WHERE id = -1
            """, "release 2 breaks the chain"
        ),
        ("DELETE FROM release WHERE id = 6; UPDATE release SET id = id - 1 WHERE id > 6", "release 6 breaks the chain"),
        (
            """
            UPDATE release SET set_id = 'x' WHERE id = 5;
            UPDATE release SET link = (SELECT link FROM release WHERE id = 4) WHERE id = 5
            """, "release 5 breaks the chain"
        ),
    ]

    @Test("finds the first row that was edited, removed or swapped", arguments: tampering)
    func tampered(sql: String, words: String) throws {
        let (folder, data) = try Self.register(10)
        #expect(try data.verify().faults == [])
        try data.pool.write { try $0.execute(sql: sql) }
        let faults = try data.verify().faults
        #expect(faults.count == 1 && faults.first?.contains(words) == true, "\(faults)")
        withExtendedLifetime(folder) {}
    }

    @Test("stays broken when rows are added after a cut")
    func continued() throws {
        let (folder, data) = try Self.register(10)
        try data.pool.write { try $0.execute(sql: "DELETE FROM release WHERE id > 8") }
        _ = try data.releases.record([Self.judgement(99)], now: Self.now)
        #expect(try data.verify().faults.first?.contains("release 9 is missing") == true)
        withExtendedLifetime(folder) {}
    }

    @Test("links the rows of a register from before the chain when it is opened")
    func migration() throws {
        let folder = try TemporaryFolder()
        let old = try DatabaseQueue(path: folder.url.appending(path: "maille.sqlite").path)
        try Schema.migrator.migrate(old, upTo: "keepReleases")
        let sha256 = Fingerprint.of(Array("{}".utf8))
        try old.write { db in
            for number in 1...3 {
                try db.execute(
                    sql: """
                        INSERT INTO release (policy, set_id, usage, figure, first_day, last_day, edition, inputs,
                        verdict, sha256, recorded_at) VALUES ('p', 's', 'public', 'f', 1, 1, ?, 'i', '{}', ?, 0)
                        """, arguments: [number, sha256])
            }
        }
        try old.close()
        let data = try DataDirectory(folder.url)
        #expect(try data.verify().faults == [] && data.verify().releases == 3)
        _ = try data.releases.record([Self.judgement(1)], now: Self.now)
        #expect(try data.verify().faults == [])
        try data.pool.write { try $0.execute(sql: "UPDATE release SET edition = 7 WHERE id = 2") }
        #expect(try data.verify().faults.first?.contains("release 2") == true)
    }
}
