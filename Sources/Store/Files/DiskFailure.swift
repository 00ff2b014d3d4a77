import Foundation

/// What the system or SQLite said of the disk, in words for whoever runs Maille, with what to do.
package struct DiskFailure: Error, Hashable, CustomStringConvertible {
    package let description: String

    /// Nil where an error is no failure of the disk.
    package init?(_ error: any Error) {
        switch error {
        case let error as any DiskError: self.init(error)
        case let error as CocoaError: self.init(error)
        default: return nil
        }
    }

    /// `path`: of the file or folder that the call was about.
    package init(_ code: Int32, path: String) {
        switch code {
        case ENOSPC, EDQUOT:
            description = "no space left on the disk that holds \(path): free some, then try again"
        case EIO: description = DiskFailure.inputOutput(path)
        case EACCES, EPERM, EROFS:
            description = "\(path) cannot be opened or written: check its permissions and its owner, then try again"
        case ENOENT: description = "\(path) is not there: check the path, then try again"
        case ENOTDIR:
            description = "\(path), or what it stands in, is a file where a folder is needed: give another path"
        case EEXIST: description = "\(path) is there already: give another path"
        case EMFILE, ENFILE:
            description = "too many files are open (\(path)): raise the limit (ulimit -n), then try again"
        default: description = "\(path): \(String(cString: strerror(code))): check the disk, then try again"
        }
    }

    private init?(_ error: CocoaError) {
        let underlying = error.userInfo[NSUnderlyingErrorKey] as? any Error
        let path = error.filePath ?? error.url?.path ?? "the file"
        if let code = (underlying as? POSIXError)?.code.rawValue ?? DiskFailure.code(of: error.code) {
            self.init(code, path: path)
        } else {
            return nil
        }
    }

    private static func code(of code: CocoaError.Code) -> Int32? {
        switch code {
        case .fileWriteOutOfSpace: ENOSPC
        case .fileWriteNoPermission, .fileReadNoPermission, .fileWriteVolumeReadOnly: EACCES
        case .fileNoSuchFile, .fileReadNoSuchFile: ENOENT
        case .fileWriteFileExists: EEXIST
        case .fileWriteUnknown: EIO
        default: nil
        }
    }

    private init?(_ error: any DiskError) {
        guard let text = error.diskFailure else { return nil }
        description = text
    }

    /// The disk that holds something does not read or write.
    package static func inputOutput(_ what: String) -> String {
        "the disk that holds \(what) does not read or write (input/output error): check the disk and its space, then try again"
    }
}

/// An engine's error that may be one of the disk.
package protocol DiskError: Error {
    /// In words for whoever runs Maille, with what to do; nil where the error is no failure of the disk.
    var diskFailure: String? { get }
}
