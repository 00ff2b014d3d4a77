import Access
package import Foundation
import HTTPTypes
import Store
import Synchronization

/// Where bodies that are too large for memory stand while they are received and looked at: a folder of a tenant's data
/// directory, bounded in bytes. A file of it goes when the call that it belongs to ends, unless a job took it along.
final class Spool: Sendable {
    private let folder: URL
    private let capacity: Int
    private let taken = Mutex(0)

    /// Removes what a process before left: its calls are over. `capacity`: bytes of all files together.
    init(_ folder: URL, capacity: Int) throws {
        self.folder = folder
        self.capacity = capacity
        if FileManager.default.fileExists(atPath: folder.path) { try FileManager.default.removeItem(at: folder) }
    }

    /// An empty file, readable by this process's owner alone. `expected`: the bytes that its sender announced, which it
    /// has room for from now on. Throws `Problem.noRoom`.
    func makeFile(expecting expected: Int) throws -> SpooledFile {
        try reserve(expected)
        do {
            try Folder.make(folder)
            let url = folder.appending(path: UUID().uuidString)
            let descriptor = open(url.path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw StoreError.system("open", path: url.path, code: errno) }
            return SpooledFile(url, OpenFile(descriptor), of: self, room: expected)
        } catch {
            release(expected)
            throw error
        }
    }

    fileprivate func reserve(_ count: Int) throws(Problem) {
        let hasRoom = taken.withLock { taken in
            guard taken + count <= capacity else { return false }
            taken += count
            return true
        }
        guard hasRoom else { throw .noRoom }
    }

    fileprivate func release(_ count: Int) { taken.withLock { $0 -= count } }
}

/// A body on the disk: written as it comes, with its digest. Whoever made it removes it; it goes with its last
/// holder at the latest.
package final class SpooledFile: Sendable {
    package let url: URL
    private let file: OpenFile
    private let spool: Spool
    private let state: Mutex<(room: Int, received: ReceivedBytes)>

    fileprivate init(_ url: URL, _ file: OpenFile, of spool: Spool, room: Int) {
        self.url = url
        self.file = file
        self.spool = spool
        state = Mutex((room, ReceivedBytes()))
    }

    deinit { remove() }

    /// Gives its room back, and removes what no job took along. Nothing may be appended any more.
    func remove() {
        unlink(url.path)
        let room = state.withLock { state in
            defer { state.room = 0 }
            return state.room
        }
        spool.release(room)
    }

    /// Costs one write. Throws `Problem.noRoom` where the spool is full, `StoreError` where the disk is.
    func append(_ bytes: UnsafeRawBufferPointer) throws {
        try state.withLock { state in
            let more = state.received.size + bytes.count - state.room
            if more > 0 {
                try spool.reserve(more)
                state.room += more
            }
            guard file.write(bytes, at: state.received.size) else {
                throw StoreError.system("write", path: url.path, code: errno)
            }
            state.received.append(bytes)
        }
    }

    /// What came so far.
    package var received: ReceivedBytes { state.withLock { $0.received } }
}

extension Problem {
    package static let noRoom = Problem(
        .serviceUnavailable, "no-room", .init(french: "Plus de place", english: "No room left"),
        .init(
            french: "D'autres fichiers sont en cours de réception : renvoyez le vôtre dans une minute.",
            english: "Other files are being received: send yours again in a minute."), fields: [.retryAfter: "60"])
}
