import Foundation

/// Folders of a data directory: their entries survive a power cut once they are synchronised.
enum Folder {
    /// Makes a folder for its owner alone, with those above it, and makes their names durable. Nothing where it is
    /// there already.
    static func make(_ url: URL) throws {
        var made: [URL] = []
        var missing = url.standardizedFileURL
        while !FileManager.default.fileExists(atPath: missing.path), missing.path != "/" {
            made.append(missing)
            missing = missing.deletingLastPathComponent()
        }
        for folder in made.reversed() {
            guard mkdir(folder.path, 0o700) == 0 || errno == EEXIST else {
                throw StoreError.system("make the folder", path: folder.path, code: errno)
            }
            try synchronise(folder.deletingLastPathComponent())
        }
        var status = stat()
        guard stat(url.path, &status) == 0 else { throw StoreError.system("open", path: url.path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw StoreError.system("use as a folder", path: url.path, code: ENOTDIR)
        }
    }

    /// Makes the names of files that were made, renamed or deleted in a folder survive a power cut.
    static func synchronise(_ url: URL) throws {
        let descriptor = open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreError.system("open", path: url.path, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StoreError.system("fsync", path: url.path, code: errno) }
    }
}
