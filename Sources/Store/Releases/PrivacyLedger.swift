package import Disclosure
import GRDB
package import Metering

extension ReleaseRegister {
    /// A sum with noise about to be recorded and charged.
    package struct NoisyJudgement: Sendable {
        package let policy: Policy
        package let question: FigureRequest
        /// Every member of the set, with data or not: each pays.
        package let members: Set<PointID>
        package let revisions: Set<Revision>
        package let inputs: String
        package let sum: NoisySum

        package init(
            policy: Policy, question: FigureRequest, members: Set<PointID>, revisions: Set<Revision>, inputs: String,
            sum: NoisySum
        ) {
            self.policy = policy
            self.question = question
            self.members = members
            self.revisions = revisions
            self.inputs = inputs
            self.sum = sum
        }
    }

    /// Records a sum with noise and charges each member its cost, for each year of the period, in one transaction.
    ///
    /// Throws `StoreError.budgetSpent`, and records nothing, where one of them would pay more than `costPerYear`
    /// for a year's data. Asked again with the same inputs it is known already, and free.
    package func record(_ judgement: NoisyJudgement, costPerYear: Int, now: Instant) throws -> Int {
        let program = program()
        return try pool.write { db in
            var writer = try ReleaseWriter(db, program: program, now: now)
            let (question, sum) = (judgement.question, judgement.sum)
            let recorded = try writer.record(
                ReleaseWriter.Entry(
                    policy: judgement.policy, question: question,
                    figure: "\(question.figure) \(sum.mechanism.rawValue) \(sum.cost)",
                    revisions: judgement.revisions, inputs: judgement.inputs,
                    verdict: try writer.json(of: ["noisy": sum])))
            guard let release = recorded.newID else { return recorded.edition }
            let period = question.period
            for year in period.lowerBound.components.year...period.upperBound.components.year {
                try charge(judgement, release, year: year, most: costPerYear, db)
            }
            return recorded.edition
        }
    }

    private func charge(
        _ judgement: NoisyJudgement, _ release: Int64, year: Int, most: Int, _ db: Database
    ) throws {
        let spent = try db.cachedStatement(
            sql: "SELECT coalesce(sum(cost), 0) FROM privacy_cost WHERE point = ? AND year = ?")
        let pay = try db.cachedStatement(
            sql: "INSERT INTO privacy_cost (point, year, release, cost) VALUES (?, ?, ?, ?)")
        for point in judgement.members.sorted() {
            let before = try Int.fetchOne(spent, arguments: [point.text, year]) ?? 0
            guard before + judgement.sum.cost <= most else { throw StoreError.budgetSpent(year: year) }
            try pay.execute(arguments: [point.text, year, release, judgement.sum.cost])
        }
    }
}
