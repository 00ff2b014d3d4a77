import Foundation

/// What the operating system says of a file: enough to see that it changed.
struct FileState: Equatable {
    let size: Int
    let isRegular: Bool
    /// A device never ends: it is not read.
    let isReadable: Bool
    private let seconds: Int
    private let nanoseconds: Int

    init?(_ descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        size = Int(status.st_size)
        isRegular = status.st_mode & S_IFMT == S_IFREG
        isReadable = isRegular || status.st_mode & S_IFMT == S_IFIFO
        (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }
}
