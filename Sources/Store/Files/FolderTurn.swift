package import Foundation

/// Turns of those who write into one folder: of several at once, in this process or in others, each waits for the one
/// before. The turn ends with the process.
package enum FolderTurn {
    /// Throws where the folder cannot be opened.
    package static func take<Result>(in folder: URL, _ work: () throws -> Result) throws -> Result {
        let turn = OpenFile(open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        guard turn.descriptor >= 0, flock(turn.descriptor, LOCK_EX) == 0 else {
            throw StoreError.system("open", path: folder.path, code: errno)
        }
        return try withExtendedLifetime(turn) { try work() }
    }
}
