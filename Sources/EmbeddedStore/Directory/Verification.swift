import Access
import GRDB
import Metering
package import Store

/// What a verification found.
package struct Verification: Hashable, Sendable {
    package var blocks = 0
    package var pointDays = 0
    package var imports = 0
    package var releases = 0
    /// How far the register's chain has come.
    package var head = RegisterHead(rows: 0, link: "")
    /// One sentence for each thing that is not as it was kept; empty when all is well.
    package var faults: [String] = []
}

extension DataDirectory {
    /// Reads everything that is kept and checks it: SQLite's own integrity, the pages of channels, points, sets and
    /// readings, every block's checksum and every value in it, every recorded verdict against its fingerprint and its
    /// place in the chain, every row of the register against what was recorded, what each import brought, and the
    /// documents that are kept.
    ///
    /// Throws `StoreError.busy` while something imports or compacts, and keeps others from it: what is half done is no
    /// fault. Publications go on.
    package func verify(progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }) throws -> Verification {
        let turn = try ledger.turns.take(for: "a verification")
        return try withExtendedLifetime(turn) { try verified(progress) }
    }

    private func verified(_ progress: (_ done: Int, _ of: Int) -> Void) throws -> Verification {
        var result = Verification()
        try pool.read { db in
            let integrity = try String.fetchAll(db, sql: "PRAGMA integrity_check")
            if integrity != ["ok"] { result.faults += integrity.map { "SQLite: \($0)" } }
            let orphans = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check")
            if !orphans.isEmpty { result.faults.append("SQLite: \(orphans.count) rows point to nothing") }
            result.imports = try Int.fetchOne(db, sql: "SELECT count(*) FROM import WHERE state = 'kept'") ?? 0
            try verifyReleases(db, &result)
        }
        result.faults += try pool.read {
            try SetPage.faults($0) + PointPage.faults($0) + ReadingPlace.faults($0) + ChangePage.faults($0)
                + GuardPanel.faults($0) + ImportContent.faults($0)
        }
        // A publication records an edition before it keeps its document.
        let published = try documents.keptDocuments()
        result.faults += try documents.faults(in: published, of: pool.read { try KeptEdition.fetchAll($0) })
        result.faults += try staleness()
        do {
            _ = try pool.read { try ChannelPage.loadAll($0) }
        } catch let damage as StoreError {
            result.faults.append(damage.description)
        }
        let places = try pool.read { db in try BlockPlace.fetchAll(db, "ORDER BY segment, offset") }
        for (done, place) in places.enumerated() {
            verify(place, &result)
            progress(done + 1, places.count)
        }
        return result
    }

    private func verify(_ place: BlockPlace, _ result: inout Verification) {
        do {
            result.pointDays += try place.isMonth ? measures.curves.verifyMonth(at: place) : verifyDays(at: place)
            result.blocks += 1
        } catch {
            result.faults.append(String(describing: error))
        }
    }

    /// The number of point-days of a block that is as it was written.
    private func verifyDays(at place: BlockPlace) throws -> Int {
        let block = try measures.curves.read(place)
        for row in block.rows {
            let curve = try place.explainingDamage { () throws(CurveBlock.Damage) in try block.curve(of: row) }
            guard curve.total == row.total else { throw place.damaged(.init(detail: "a total differs")) }
        }
        return block.rows.count
    }

    private func verifyReleases(_ db: Database, _ result: inout Verification) throws {
        let rows = try Row.fetchCursor(db, sql: "SELECT id, verdict, sha256 FROM release")
        while let row = try rows.next() {
            let (id, verdict, sha256): (Int64, String, String) = (row[0], row[1], row[2])
            result.releases += 1
            if Fingerprint.of(Array(verdict.utf8)) != sha256 {
                result.faults.append("release \(id) is not what was recorded")
            }
        }
        result.head = try RegisterChain.last(db)?.head ?? result.head
        let broken = try ReleaseChain.firstBrokenLink(db)
        if let broken { result.faults.append(broken) }
        result.faults += try RegisterReplay(db, areReleasesLinked: broken == nil).faults
        result.faults += try PolicyTexts.faults(db)
    }

    /// What shows that the database is older than the curves beside it.
    private func staleness() throws -> [String] {
        guard let head = headFile.missingHead else { return [] }
        let tails = try measures.curves.tails().map { tail in
            tail.known.map { "segment \(tail.segment) goes on for \(tail.length - $0) bytes after its known end" }
                ?? "segment \(tail.segment) is not known to the database"
        }
        return ["\(StoreError.olderThanCurves(recordings: head.rows))"] + tails
    }
}
