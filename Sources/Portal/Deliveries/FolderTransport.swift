import Foundation
import NIOPosix
import Store

/// Writes documents into a folder: each appears whole, and survives a power cut.
///
/// It never makes the folder: one that is missing is a disk that is not mounted.
struct FolderTransport: DeliveryTransport {
    let path: String

    func send(_ outgoing: OutgoingDocument) async throws {
        let (path, file) = (path, outgoing.file)
        try await NIOThreadPool.singleton.runIfActive {
            guard FileManager.default.fileExists(atPath: path) else { throw DeliveryFault.noFolder }
            do {
                try DocumentFolder(URL(filePath: path, directoryHint: .isDirectory)).keep([file])
            } catch is DocumentFolder.Occupied {
                throw DeliveryFault.occupied
            } catch {
                throw DeliveryFault.noFolder
            }
        }
    }
}
