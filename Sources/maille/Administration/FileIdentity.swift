import Foundation

/// A file or folder, whatever it is called.
struct FileIdentity: Hashable {
    private let device: Int
    private let number: Int

    /// Nil where there is none.
    init?(_ url: URL) {
        // Of a link, what it leads to.
        let path = url.resolvingSymlinksInPath().path
        guard let facts = try? FileManager.default.attributesOfItem(atPath: path),
            let device = facts[.systemNumber] as? NSNumber, let number = facts[.systemFileNumber] as? NSNumber
        else { return nil }
        (self.device, self.number) = (device.intValue, number.intValue)
    }
}
