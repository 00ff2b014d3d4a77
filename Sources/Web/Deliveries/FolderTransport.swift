import Foundation
import NIOPosix
import Store

/// Writes documents into a folder: each appears whole, and survives a power cut.
///
/// It never makes the folder: one that is missing is a disk that is not mounted. Whoever the folder lets in may read
/// public documents, and its group restricted ones, whatever the mask of the server.
struct FolderTransport: DeliveryTransport {
    let path: String

    func send(_ outgoing: OutgoingDocument) async throws {
        let (path, file) = (path, outgoing.file)
        let rights: mode_t = outgoing.document.restrictedUse == nil ? 0o644 : 0o640
        try await NIOThreadPool.singleton.runIfActive {
            guard FileManager.default.fileExists(atPath: path) else { throw DeliveryFault.noFolder }
            let folder = URL(filePath: path, directoryHint: .isDirectory)
            do {
                // Other destinations may write the same name there.
                try FolderTurn.take(in: folder) { try DocumentFolder(folder).keep([file]) }
            } catch is DocumentFolder.Occupied {
                throw DeliveryFault.occupied
            } catch {
                throw DeliveryFault.noFolder
            }
            // By the file itself: who may write in the folder may put a link in its place.
            let kept = OpenFile(open(folder.appending(path: file.name).path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC))
            if kept.descriptor >= 0 { fchmod(kept.descriptor, rights) }
        }
    }
}
