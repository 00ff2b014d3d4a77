import Foundation
import GRDB
import Store
import Synchronization

/// The register's head as a file beside the segments of curves (`curves/register.json`), written after each recording.
///
/// A database that is put back without its segments is found by it: it has no such recording, or another one. Until
/// what it forgot is closed, nothing is imported, compacted or published, and no segment is cut. Written after the
/// recording is durable: where a crash comes between, the file has the head before, which the register holds as well.
final class HeadFile: Sendable {
    private let url: URL
    private let missing: Mutex<RegisterHead?>

    init(_ folder: URL, _ pool: DatabasePool) throws {
        url = folder.appending(path: "register.json")
        let head = (try? Data(contentsOf: url)).flatMap { try? JSONDecoder().decode(RegisterHead.self, from: $0) }
        let isHeld = try head.map { head in
            try pool.read { try RegisterChain.standing(of: head, $0) == .held }
        }
        missing = Mutex(isHeld == false ? head : nil)
    }

    /// The head that was left beside the segments, where the register does not hold it.
    var missingHead: RegisterHead? { missing.withLock { $0 } }

    /// Throws `StoreError.olderThanCurves` where the register does not hold the head beside the segments.
    func check() throws {
        if let head = missingHead { throw StoreError.olderThanCurves(recordings: head.rows) }
    }

    /// Leaves a head, unless the one that is there is missing in the register. One that cannot be written leaves the
    /// one before.
    func leave(_ head: RegisterHead) {
        missing.withLock { missing in
            if missing == nil { write(head) }
        }
    }

    /// Goes on with the register as it is.
    func accept(_ head: RegisterHead) {
        missing.withLock { missing in
            missing = nil
            write(head)
        }
    }

    private func write(_ head: RegisterHead) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try? DurableFile(url).write(encoder.encode(head))
    }
}
