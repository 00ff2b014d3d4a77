package import Disclosure
import Foundation

/// Why an operation on the store failed. Nothing of the operation was kept.
package enum StoreError: Error, CustomStringConvertible {
    case inUse(String)
    case notDurable(String)
    case system(String, path: String, code: Int32)
    case damagedBlock(String, detail: String)
    /// A file of curves that SQLite knows is not there.
    case lostSegment(String)
    /// Another writer is at work in this process.
    case busy(String)
    case unfinished(String, cause: any Error)
    case unknownPoint(String)
    /// No point list that was imported describes the point.
    case unlistedPoint(String)
    case settings(String)
    /// What is wrong with a source that was to be added.
    case badSource(String)
    case unknownSource(String)
    /// What is wrong with an agreement that was to be added or ended.
    case badAgreement(String)
    /// What is wrong with an approval.
    case badApproval(String)
    case damagedKey(String)
    case destroyedKey(PseudonymDomain)
    case budgetSpent(year: Int)
    case groupLost
    /// The curves were written when the register had a recording that the database does not have.
    case olderThanCurves(recordings: Int64)
    /// A later program has migrated the directory.
    case newer(String)
    /// Two points would have one name once identifiers tell their issuer.
    case twoOfOneName(String)

    package var description: String {
        switch self {
        case .inUse(let path): "another process is using \(path): wait until it ends, or give another --data"
        case .notDurable(let detail): "SQLite refuses the settings that survive a power cut: \(detail)"
        case .system(let call, let path, let code): "\(DiskFailure(code, path: path)) (\(call))"
        case .damagedBlock(let block, let detail):
            "block \(block) is damaged (\(detail)): restore the data directory from a backup, then run verify"
        case .lostSegment(let path):
            "\(path) is gone, with the curves in it: restore the data directory from a backup, then run verify"
        case .busy(let work): "\(work) is under way: try again when it is over"
        case .unfinished(let name, let cause):
            "what an earlier import of \(name) left could not be cleared away: \(DiskFailure(cause) ?? cause)"
                + "; the next import tries again"
        case .unknownPoint(let point): "nothing is known of the point \(point)"
        case .unlistedPoint(let point):
            "no point list describes \(point): import one with maille points import"
        case .settings(let detail), .badSource(let detail), .badAgreement(let detail),
            .badApproval(let detail):
            detail
        case .unknownSource(let id): "there is no source \(id): add it with maille sources add"
        case .damagedKey(let path): "the key \(path) is damaged: restore it from a backup"
        case .destroyedKey(let domain):
            "the key of \(domain.recipient), \(domain.purpose), \(domain.contract) was destroyed: a new contract needs another name"
        case .budgetSpent(let year):
            "the privacy budget of the points' data of \(year) is spent: no further sum with noise over it leaves, ever"
        case .olderThanCurves(let recordings):
            "the database is older than the curves beside it, or not theirs: its register does not have recording "
                + "\(recordings) as they know it. Put back the database that belongs to them; if there is none, close "
                + "what it forgot: maille close"
        case .newer(let path): "\(path) was written by a later version of maille: use that one"
        case .twoOfOneName(let name):
            "\(name) is here twice, as \(name) and as its digits alone: with the version before, export one of them under "
                + "another identifier into a new data directory, then use this one"
        case .groupLost: "SQLite undid the transaction: free some disk space, then try again"
        }
    }
}
