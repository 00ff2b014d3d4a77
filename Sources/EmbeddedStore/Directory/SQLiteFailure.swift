import GRDB
import Store

extension DatabaseError: DiskError {
    package var diskFailure: String? {
        let detail = "SQLite \(extendedResultCode.rawValue)"
        return switch resultCode {
        case .SQLITE_FULL:
            "no space left on the disk that holds the data directory: free some, then try again"
        case .SQLITE_IOERR:
            DiskFailure.inputOutput("the data directory (\(detail))")
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
            "the databases of the data directory cannot be opened for writing (\(detail)): check its permissions and "
                + "its owner, and that the disk has space, then try again"
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            "a database of the data directory is damaged (\(detail)): restore it from a backup, then run verify"
        default: nil
        }
    }
}
