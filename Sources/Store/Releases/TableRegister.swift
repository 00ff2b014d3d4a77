package import Disclosure
import GRDB
package import Metering

extension ReleaseRegister {
    /// Lines of a table about to be recorded, each with whom it covers.
    package struct TableJudgement: Sendable {
        package let judgement: Judgement
        package let panels: [Int: Panel]

        package init(_ judgement: Judgement, panels: [Int: Panel]) {
            self.judgement = judgement
            self.panels = panels
        }
    }

    /// A year that another run has closed with other energies since this one began.
    package struct ClosedMeanwhile: Error, CustomStringConvertible {
        package let year: Int
        package var description: String { "another table has closed \(year) meanwhile: ask for this one again" }
    }

    /// The last import that each closed year's tables are made of: the one that was last when the first of them was
    /// recorded.
    ///
    /// Tables of a year are made of the same energies for ever: a corrected edition of a total would tell, beside the
    /// old one, what a few points changed by.
    package func closedYears(_ stream: EnergyKind) throws -> [Int: Revision] {
        try pool.read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT year, latest_import FROM table_year WHERE carrier = ? AND direction = ?",
                arguments: [stream.carrier.rawValue, stream.direction.rawValue])
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], Revision($0[1])) })
        }
    }

    private func close(_ year: Int, _ stream: EnergyKind, at horizon: Revision, _ db: Database) throws {
        let key: StatementArguments = [stream.carrier.rawValue, stream.direction.rawValue, year]
        try db.execute(
            sql: "INSERT OR IGNORE INTO table_year (carrier, direction, year, latest_import) VALUES (?, ?, ?, ?)",
            arguments: key + [horizon.number])
        let latest = try Int64.fetchOne(
            db, sql: "SELECT latest_import FROM table_year WHERE carrier = ? AND direction = ? AND year = ?",
            arguments: key)
        guard latest == horizon.number else { throw ClosedMeanwhile(year: year) }
    }

    /// Records the lines of a table, all or none, and answers their editions. The years that they are made of are closed
    /// with them, each at the import after which its energies were known.
    package func record(
        _ lines: [TableJudgement], closing years: [Int: Revision], _ stream: EnergyKind, now: Instant
    ) throws -> [Int] {
        let program = program()
        return try pool.write { db in
            for (year, horizon) in years.sorted(by: { $0.key < $1.key }) { try close(year, stream, at: horizon, db) }
            var writer = try ReleaseWriter(db, program: program, now: now)
            return try lines.map { line in
                let (question, verdict) = (line.judgement.question, line.judgement.verdict)
                let recorded = try writer.record(
                    ReleaseWriter.Entry(
                        policy: line.judgement.policy, question: question, figure: question.figure,
                        revisions: line.judgement.revisions, inputs: line.judgement.inputs,
                        verdict: try writer.json(of: verdict)))
                if let release = recorded.newID { try keep(line, release, db) }
                return recorded.edition
            }
        }
    }

    private func keep(_ line: TableJudgement, _ release: Int64, _ db: Database) throws {
        var isPublished = false
        if case .released = line.judgement.verdict { isPublished = true }
        let question = line.judgement.question
        for (year, panel) in line.panels.sorted(by: { $0.key < $1.key }) {
            try db.cachedStatement(
                sql: """
                    INSERT INTO table_line (release, carrier, direction, year, panel_id, is_published)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                release, question.carrier.rawValue, question.direction.rawValue, year,
                try GuardRegister.number(of: panel, db), isPublished,
            ])
        }
    }

    /// What tables of some years have to reckon with: the lines of earlier tables that touch them, and all figures
    /// that left day by day, each as if every day of the year had.
    package func earlierLines(in years: Set<Int>, _ stream: EnergyKind) throws -> Set<TableLine.Earlier> {
        let arguments: StatementArguments = [stream.carrier.rawValue, stream.direction.rawValue]
        return try pool.read { db in
            var panels: [Int64: Panel] = [:]
            func panel(_ number: Int64) throws -> Panel {
                if let panel = panels[number] { return panel }
                let panel = try GuardRegister.panel(number, db)
                panels[number] = panel
                return panel
            }
            var lines: [Int64: (panels: [Int: Panel], isPublished: Bool)] = [:]
            let rows = try Row.fetchCursor(
                db,
                sql: "SELECT release, year, panel_id, is_published FROM table_line WHERE carrier = ? AND direction = ?",
                arguments: arguments)
            while let row = try rows.next() {
                lines[row[0], default: ([:], row[3])].panels[row[1]] = try panel(row[2])
            }
            var earlier = Set(
                lines.values.filter { !years.isDisjoint(with: $0.panels.keys) }
                    .map { TableLine.Earlier(panels: $0.panels, isPublished: $0.isPublished) })
            let days = try Row.fetchCursor(
                db,
                sql: """
                    SELECT DISTINCT CAST(strftime('%Y', month * 86400, 'unixepoch') AS INTEGER), panel_id
                    FROM guarded_days WHERE carrier = ? AND direction = ? AND correction = 0
                    UNION SELECT CAST(strftime('%Y', first_day * 86400, 'unixepoch') AS INTEGER), panel_id
                    FROM guarded_release WHERE carrier = ? AND direction = ? AND correction = 0
                    """, arguments: arguments + arguments)
            while let row = try days.next() {
                let year: Int = row[0]
                guard years.contains(year) else { continue }
                earlier.insert(TableLine.Earlier(panels: [year: try panel(row[1])], isPublished: true))
            }
            return earlier
        }
    }
}
