import GRDB
import Store

/// The policies under which verdicts were given, by the SHA-256 of their text, which the verdicts' chain covers.
enum PolicyTexts {
    /// One sentence for each text that is not the one it is kept as, or is gone.
    static func faults(_ db: Database) throws -> [String] {
        let edited = try String.fetchAll(
            db, sql: "SELECT sha256 FROM policy_text WHERE sha256(policy) <> sha256 ORDER BY sha256")
        let gone = try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT policy_text FROM release
                WHERE policy_text <> '' AND policy_text NOT IN (SELECT sha256 FROM policy_text) ORDER BY policy_text
                """)
        return edited.map { "the policy text \($0) is not the one that verdicts were given under" }
            + gone.map { "the policy text \($0), under which verdicts were given, is gone" }
    }
}
