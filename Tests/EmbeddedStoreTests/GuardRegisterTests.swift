import Disclosure
import Foundation
import GRDB
import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

@Suite("The register that the differencing guard is rebuilt from")
struct GuardRegisterTests {
    private func release(_ points: Range<UInt32>, month: Int, days: Int = 1) throws -> GuardedRelease {
        let first = try #require(CivilDay(year: 2026, month: month, day: 3))
        return GuardedRelease(
            kind: EnergyKind(carrier: .gas, direction: .extraction), panel: Panel(points),
            period: first...first.advanced(by: days - 1), audience: Audience(id: 7), unit: 1_000)
    }

    @Test("gives back what left in the months around a period, corrections too, and nothing of others")
    func roundTrip() throws {
        let folder = try TemporaryFolder()
        let near = [
            try release(5..<900_000, month: 5), try release(0..<3, month: 6),
            try release(5..<400, month: 7).correction(changing: Panel(9..<200)), try release(0..<3, month: 2, days: 90),
        ]
        do {
            let data = try DataDirectory(folder.url)
            _ = try data.releases.record(
                [],
                remembering: GuardMemory(
                    released: near + [try release(0..<3, month: 1), try release(0..<3, month: 9)]),
                closing: [], now: Instant(secondsSinceEpoch: 0))
            _ = try data.releases.record(
                [], remembering: GuardMemory(released: near), closing: [], now: Instant(secondsSinceEpoch: 0))
        }
        let day = try #require(CivilDay(year: 2026, month: 6, day: 15))
        let left = try DataDirectory(folder.url).releases.released(near: day...day)
        let (days, longer) = (near.compactMap(GuardedDays.init), near.filter { $0.period.count > 1 })
        #expect(Set(left.days) == Set(days) && left.days.count == 3)
        #expect(left.longer == longer)
    }

    @Test("keeps one row of a panel's month, with the finest rounding, however many of its days left")
    func folding() throws {
        let folder = try TemporaryFolder()
        let data = try DataDirectory(folder.url)
        let first = try #require(CivilDay(year: 2026, month: 6, day: 1))
        let releases = (0..<30).map { offset in
            let day = first.advanced(by: offset)
            return GuardedRelease(
                kind: EnergyKind(carrier: .gas, direction: .extraction), panel: Panel(0..<40), period: day...day,
                audience: .everybody, unit: offset == 20 ? 10 : 1_000)
        }
        for release in releases {
            _ = try data.releases.record(
                [], remembering: GuardMemory(released: [release]), closing: [], now: Instant(secondsSinceEpoch: 0))
        }
        let days = try #require(try data.releases.released(near: first...first).days.first)
        #expect(try data.releases.released(near: first...first).days.count == 1)
        #expect(days.days == (1 << 31) - 2 && days.unit == 10 && days.month == first)
    }

    @Test("folds the days of a register from before, each into its month")
    func migration() throws {
        let folder = try TemporaryFolder()
        let pool = try DataDirectory.openPool(folder.url.appending(path: "maille.sqlite"))
        try Schema.migrator.migrate(pool, upTo: "keepPanels")
        let days = [(2026, 5, 31), (2026, 6, 1), (2026, 6, 1), (2026, 6, 30)].compactMap(CivilDay.init)
        try pool.write { db in
            try db.execute(sql: "INSERT INTO panel (id, fingerprint, points) VALUES (1, 0, x'')")
            for (number, day) in days.enumerated() {
                try db.execute(
                    sql: "INSERT INTO guarded_release VALUES (?1, ?1, 1, 'gas', 'extraction', 0, 0, ?2)",
                    arguments: [day.daysSinceEpoch, number + 5])
            }
        }
        try Schema.migrator.migrate(pool)
        let rows = try pool.read { db in
            try Row.fetchAll(db, sql: "SELECT month, days, unit FROM guarded_days ORDER BY month").map {
                [CivilDay(daysSinceEpoch: $0[0]).components.day, Int($0[1] as Int64), Int($0[2] as Int64)]
            }
        }
        #expect(rows == [[1, 1 << 31, 5], [1, 1 << 1 | 1 << 30, 6]])
    }

    @Test("takes a hold from before it was kept how many holders were asked for as one for everybody, and adds others")
    func formerHolds() throws {
        let folder = try TemporaryFolder()
        let pool = try DataDirectory.openPool(folder.url.appending(path: "maille.sqlite"))
        try Schema.migrator.migrate(pool, upTo: "keepHolds")
        let kind = EnergyKind(carrier: .gas, direction: .extraction)
        let (panel, month) = (Panel([1, 2]), try #require(CivilDay(year: 2026, month: 5, day: 1)))
        try pool.write { db in
            var recording = Recording()
            let number = try GuardPanel.number(of: panel, &recording, db)
            try db.execute(
                sql: "INSERT INTO held_panel VALUES (?, ?, 'gas', 'extraction', 0)",
                arguments: [month.daysSinceEpoch, number])
        }
        try pool.close()
        let releases = try DataDirectory(folder.url).releases
        let former = HeldPanel(kind: kind, panel: panel, audience: .everybody, monthOf: month, holders: 0)
        #expect(try releases.released(near: month...month).held == [former])
        let added = HeldPanel(kind: kind, panel: panel, audience: .everybody, monthOf: month, holders: 11)
        _ = try releases.record([], remembering: GuardMemory(held: [added]), closing: [], now: month.start)
        #expect(try releases.released(near: month...month).held == [former, added])
    }

    @Test("closes the days of what left before there were closings, tables too, each at what it was made of")
    func closing() throws {
        typealias Conformance = ReleaseRegisterConformance
        let folder = try TemporaryFolder()
        let day = Conformance.day
        let year = FigureStep.year.period(of: try #require(CivilDay(year: 2025, month: 1, day: 1)))
        do {
            let releases = try DataDirectory(folder.url).releases
            _ = try releases.record(
                [Conformance.figure(Conformance.request("s"), revisions: [Revision(2), Revision(5)])],
                remembering: GuardMemory(
                    released: [Conformance.guarded(0..<20, day...day), Conformance.guarded(0..<40, day...day)],
                    panels: [SetPanel(set: "s", kind: Conformance.electricity, from: day, panel: Panel(0..<20))]),
                closing: [], now: Conformance.now)
            _ = try releases.edition(
                ofDocument: "d", policy: "p", day: day, sha256: "x", horizon: Revision(3), now: Conformance.now)
            let line = TableLineRecord(
                try Conformance.figure(Conformance.request("table")), panels: [2025: Panel(0..<30)])
            _ = try releases.record(
                [line], closing: [2025: Revision(4)], [], Conformance.electricity, now: Conformance.now)
        }
        let old = try DatabaseQueue(path: folder.url.appending(path: "maille.sqlite").path)
        try old.write { db in
            try db.execute(sql: "DROP TABLE closed_day; DROP INDEX release_by_day")
            try db.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = 'closeDays'")
        }
        try old.close()
        let releases = try DataDirectory(folder.url).releases
        func closed(_ days: ClosedRange<CivilDay>) throws -> [String] {
            try releases.closings(of: days, before: nil).map { "\($0.channels.count) at \($0.horizon.number)" }
        }
        // The set's inputs; what was known when the day's documents left for those taken together; the table's import.
        #expect(try Set(closed(day...day)) == ["20 at 5", "20 at 3"])
        #expect(try closed(year) == Array(repeating: "30 at 4", count: 365))
    }

    @Test("has panels that verify names when they were damaged")
    func damage() throws {
        let folder = try TemporaryFolder()
        let data = try DataDirectory(folder.url)
        _ = try data.releases.record(
            [], remembering: GuardMemory(released: [try release(0..<40, month: 6)]), closing: [],
            now: Instant(secondsSinceEpoch: 0))
        #expect(try data.verify().faults.isEmpty)
        try data.pool.write { try $0.execute(sql: "UPDATE panel SET points = x'0205'") }
        #expect(try data.verify().faults.contains { $0.contains("panel") })
    }
}
