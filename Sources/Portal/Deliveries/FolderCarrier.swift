import Foundation
import NIOPosix
import Store

/// Writes documents into a folder: each appears whole, and survives a power cut.
///
/// It never makes the folder: one that is missing is a disk that is not mounted.
struct FolderCarrier: DocumentCarrier {
    let path: String

    func carry(_ parcel: Parcel) async throws {
        let (path, file) = (path, parcel.file)
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
