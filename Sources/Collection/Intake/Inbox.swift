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
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw FileSource.Failure.cannotOpen(path, ENOENT)
            }
            return isFolder.boolValue ? try files(under: path) : [path]
        }
    }

    private static func files(under folder: String) throws -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: folder) else {
            throw FileSource.Failure.cannotOpen(folder, EACCES)
        }
        var found: [String] = []
        while let name = walk.nextObject() as? String {
            let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
            if !isHidden, walk.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
                found.append(folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)")
            }
        }
        return found.sorted()
    }
}
