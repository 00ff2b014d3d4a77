import Access
import Foundation
import Store

/// The code at work, as the register names it.
enum Program {
    static let version = "0.4"

    /// The version and what tells two builds apart: the linker's identifier of the build, or, where there is none, the
    /// first half of the SHA-256 of the running program.
    static let name: String = {
        guard let file = FileHandle(forReadingAtPath: "/proc/self/exe") else { return "maille \(version)" }
        if let head = try? file.read(upToCount: 4_096), let build = buildID(in: [UInt8](head)) {
            return "maille \(version) (build \(build))"
        }
        let rest = FileManager.default.contents(atPath: "/proc/self/exe") ?? Data()
        return "maille \(version) (\(Fingerprint.of([UInt8](rest)).prefix(32)))"
    }()

    /// The note `NT_GNU_BUILD_ID` among the first bytes of an ELF file, in hexadecimal (System V ABI, note section;
    /// `ld --build-id`).
    private static func buildID(in head: [UInt8]) -> String? {
        let note: [UInt8] = [4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0] + Array("GNU\0".utf8)
        guard let found = head.firstRange(of: note), found.upperBound + 20 <= head.count else { return nil }
        return head[found.upperBound..<found.upperBound + 20].hexadecimal
    }
}
