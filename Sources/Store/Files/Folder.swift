package import Foundation

/// Folders whose entries survive a power cut.
package enum Folder {
    /// Makes a folder, with those above it that are not there, and makes their names durable. Nothing where it is
    /// there already; throws where something else has its name.
    package static func make(_ url: URL, permissions: mode_t = 0o700) throws {
        var made: [URL] = []
        var missing = url.absoluteURL.standardizedFileURL
        while !FileManager.default.fileExists(atPath: missing.path), missing.path != "/" {
            made.append(missing)
            missing = missing.deletingLastPathComponent()
        }
        for folder in made.reversed() {
            guard mkdir(folder.path, permissions) == 0 || errno == EEXIST else {
                throw StoreError.system("mkdir", path: folder.path, code: errno)
            }
            try synchronise(folder.deletingLastPathComponent())
        }
        var status = stat()
        guard stat(url.path, &status) == 0 else { throw StoreError.system("stat", path: url.path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw StoreError.system("open", path: url.path, code: ENOTDIR)
        }
    }

    /// Makes the names in a folder, or the bytes of a file, survive a power cut. Some network file systems cannot, and
    /// say EINVAL: there it does what they do.
    package static func synchronise(_ url: URL) throws {
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreError.system("open", path: url.path, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw StoreError.system("fsync", path: url.path, code: errno)
        }
    }
}
