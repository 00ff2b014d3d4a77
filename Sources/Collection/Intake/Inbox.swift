import Foundation

/// The files that a list of paths stands for.
package struct Inbox: Sendable {
    /// Files in the order they are to be read; `-` stands for standard input.
    ///
    /// Folders are walked, hidden files left out, and names sorted: sequence numbers and dates in the names of
    /// flows put them in the order in which they were sent.
    package static func files(of paths: [String]) throws -> [String] {
        try paths.flatMap { path -> [String] in
            if path == "-" { return [path] }
            guard FileManager.default.fileExists(atPath: path) else {
                throw FileSource.Failure.cannotOpen(path, ENOENT)
            }
            return isFolder(path) ? try files(under: path) : [path]
        }
    }

    /// Links to files are followed, links to folders are not: they may lead in circles.
    private static func files(under folder: String) throws -> [String] {
        let manager = FileManager.default
        guard let names = try? manager.contentsOfDirectory(atPath: folder) else {
            throw FileSource.Failure.cannotOpen(folder, EACCES)
        }
        var found: [String] = []
        for name in names where !name.hasPrefix(".") {
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            let isLink = (try? manager.destinationOfSymbolicLink(atPath: path)) != nil
            if isFolder(path) {
                if !isLink { found += try files(under: path) }
            } else if FileState(path: path)?.isRegular ?? true {
                found.append(path)
            }
        }
        return found.sorted()
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
