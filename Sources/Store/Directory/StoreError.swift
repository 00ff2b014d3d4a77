import Foundation

/// Why an operation on the store failed. Nothing of the operation was kept.
package enum StoreError: Error, CustomStringConvertible {
    case inUse(String)
    case notDurable(String)
    case system(String, path: String, code: Int32)
    case damagedBlock(String, detail: String)
    case unknownPoint(String)
    case groupLost

    package var description: String {
        switch self {
        case .inUse(let path): "another process is using \(path): wait until it ends, or give another --data"
        case .notDurable(let detail): "SQLite refuses the settings that survive a power cut: \(detail)"
        case .system(let call, let path, let code): "\(call) \(path): \(String(cString: strerror(code)))"
        case .damagedBlock(let block, let detail):
            "block \(block) is damaged (\(detail)): restore the data directory from a backup, then run verify"
        case .unknownPoint(let point): "nothing is known of the point \(point)"
        case .groupLost: "SQLite undid the transaction: free some disk space, then try again"
        }
    }
}
