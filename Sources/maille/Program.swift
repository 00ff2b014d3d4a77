import Foundation
import Store

/// The code at work, as the register names it.
enum Program {
    static let version = "0.4"

    /// The version and the first half of the SHA-256 of the running program: two builds that differ are told apart.
    static let name: String = {
        guard let bytes = FileManager.default.contents(atPath: "/proc/self/exe") else { return "maille \(version)" }
        return "maille \(version) (\(Fingerprint.of([UInt8](bytes)).prefix(32)))"
    }()
}
