import DirectoryKit
import EmbeddedStore
import Foundation
import Publication

/// One call that fails: the how-manieth, and in which way.
struct Failure: Hashable {
    let number: Int
    let kind: Kind

    /// As `failing_writes.c` counts them.
    enum Kind: Int32, CaseIterable {
        case noSpace, ioError, shortWrite, fullDisk

        var name: String {
            switch self {
            case .noSpace: "ENOSPC once"
            case .ioError: "EIO once"
            case .shortWrite: "short write, then ENOSPC"
            case .fullDisk: "disk full from there on"
            }
        }
    }
}

/// The preloaded library `failing_writes.c`.
struct FailingCalls {
    private let armed: @convention(c) (UnsafePointer<CChar>, Int, Int32) -> Void
    private let disarmed: @convention(c) () -> Void
    private let counted: @convention(c) () -> Int
    private let named: @convention(c) () -> UnsafePointer<CChar>

    /// Nil where the program was not started with it.
    init?() {
        guard let arm = dlsym(nil, "failing_writes_arm"), let disarm = dlsym(nil, "failing_writes_disarm"),
            let count = dlsym(nil, "failing_writes_count"), let failed = dlsym(nil, "failing_writes_failed")
        else { return nil }
        armed = unsafeBitCast(arm, to: (@convention(c) (UnsafePointer<CChar>, Int, Int32) -> Void).self)
        disarmed = unsafeBitCast(disarm, to: (@convention(c) () -> Void).self)
        counted = unsafeBitCast(count, to: (@convention(c) () -> Int).self)
        named = unsafeBitCast(failed, to: (@convention(c) () -> UnsafePointer<CChar>).self)
    }

    /// Lets a call on files below a folder fail from now on; nil: only counts them.
    func arm(_ folder: URL, _ failure: Failure?) {
        armed(folder.path, failure?.number ?? 0, failure?.kind.rawValue ?? 0)
    }

    func disarm() { disarmed() }

    /// Calls since it was armed.
    var count: Int { counted() }

    /// The call and the file that failed: `pwrite maille.sqlite-wal`; empty where none did.
    var failed: String { String(cString: named()) }
}
