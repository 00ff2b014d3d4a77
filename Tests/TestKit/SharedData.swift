package import Foundation

/// Real sample files that the developers have beside the project and a user's clone has not: tests that read
/// them are enabled by `isPresent`.
package enum SharedData {
    package static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "shared/data")

    package static let isPresent = FileManager.default.fileExists(atPath: folder.path)

    /// The bytes of a sample, by its path under the folder.
    package static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: path)))
    }
}
