import Disclosure
import GRDB
package import Metering
package import Store

extension EmbeddedReleases {
    package func record(_ record: NoisyRecord, costPerYear: Int, now: Instant) throws -> Int {
        let program = program()
        return try recorded { db, recording in
            var writer = try ReleaseWriter(db, program: program, now: now)
            let (request, sum) = (record.request, record.sum)
            let recorded = try writer.record(
                ReleaseWriter.Entry(
                    policy: record.policy, request: request,
                    figure: "\(request.figure) \(sum.mechanism.rawValue) \(sum.cost)",
                    revisions: record.revisions, inputs: record.inputs,
                    verdict: try writer.json(of: ["noisy": sum])))
            guard let release = recorded.newID else { return recorded.edition }
            let period = request.period
            for year in period.lowerBound.components.year...period.upperBound.components.year {
                recording.add(try charge(record, release, year: year, most: costPerYear, db).line)
            }
            return recorded.edition
        }
    }

    private func charge(
        _ record: NoisyRecord, _ release: Int64, year: Int, most: Int, _ db: Database
    ) throws -> PrivacyCharge {
        var charge = PrivacyCharge(release: release, year: year)
        let spent = try db.cachedStatement(
            sql: "SELECT coalesce(sum(cost), 0) FROM privacy_cost WHERE point = ? AND year = ?")
        let pay = try db.cachedStatement(
            sql: "INSERT INTO privacy_cost (point, year, release, cost) VALUES (?, ?, ?, ?)")
        for point in record.members.sorted(by: { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }) {
            let before = try Int.fetchOne(spent, arguments: [point.text, year]) ?? 0
            guard before + record.sum.cost <= most else { throw StoreError.budgetSpent(year: year) }
            try pay.execute(arguments: [point.text, year, release, record.sum.cost])
            charge.add(point.text, record.sum.cost)
        }
        return charge
    }
}

/// What the members of a sum paid for a year: one line of its recording, with the SHA-256 of who paid what, the members
/// in the order of their identifiers' bytes.
struct PrivacyCharge {
    let release: Int64
    let year: Int
    private var members = 0
    private var fingerprint = Fingerprint()

    init(release: Int64, year: Int) { (self.release, self.year) = (release, year) }

    mutating func add(_ point: String, _ cost: Int) {
        members += 1
        fingerprint.add([Int64(point.utf8.count), Int64(cost)])
        fingerprint.add(point)
    }

    /// As `RecordedTable.line` has the lines of tables.
    var line: String { "privacy_cost\t[\(release),\(year)]\t[\(members),\"\(fingerprint.hexadecimal)\"]" }

    /// The lines of all charges that the table holds.
    static func lines(_ db: Database) throws -> [String] {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT release, year, point, cost FROM privacy_cost ORDER BY release, year, point")
        var (lines, charge): ([String], PrivacyCharge?) = ([], nil)
        while let row = try rows.next() {
            let (release, year): (Int64, Int) = (row[0], row[1])
            if charge?.release != release || charge?.year != year {
                if let charge { lines.append(charge.line) }
                charge = PrivacyCharge(release: release, year: year)
            }
            charge?.add(row[2], row[3])
        }
        if let charge { lines.append(charge.line) }
        return lines
    }
}
