import Disclosure
import GRDB
package import Metering
package import Store

extension EmbeddedReleases {
    package func record(_ record: NoisyRecord, costPerYear: Int, now: Instant) throws -> Int {
        let program = program()
        return try pool.write { db in
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
                try charge(record, release, year: year, most: costPerYear, db)
            }
            return recorded.edition
        }
    }

    private func charge(
        _ record: NoisyRecord, _ release: Int64, year: Int, most: Int, _ db: Database
    ) throws {
        let spent = try db.cachedStatement(
            sql: "SELECT coalesce(sum(cost), 0) FROM privacy_cost WHERE point = ? AND year = ?")
        let pay = try db.cachedStatement(
            sql: "INSERT INTO privacy_cost (point, year, release, cost) VALUES (?, ?, ?, ?)")
        for point in record.members.sorted() {
            let before = try Int.fetchOne(spent, arguments: [point.text, year]) ?? 0
            guard before + record.sum.cost <= most else { throw StoreError.budgetSpent(year: year) }
            try pay.execute(arguments: [point.text, year, release, record.sum.cost])
        }
    }
}
