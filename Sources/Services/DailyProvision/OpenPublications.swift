import Foundation
package import Metering
package import Store

/// The documents that everybody may have, kept in the data directory as they left: what the server hands out has the
/// bytes that were published.
package struct OpenPublications: Sendable {
    private let data: DataDirectory

    package init(_ data: DataDirectory) { self.data = data }

    /// Keeps the open documents of a publication, durably. Those of a known edition are there already; one that is not
    /// there, or was cut, is made again.
    package func keep(_ publication: Publication, policy: String) throws {
        try PublicationFolder(folder(of: policy)).keep(publication.documents.filter(\.isOpen))
    }

    /// The last edition of a use's document of a day, `csv` or `json`; nil where none is open.
    package func document(use: String, _ day: CivilDay, policy: String, type: String) throws -> [UInt8]? {
        let name = Publication.name(use: use, .public, day)
        guard let edition = try data.releases.lastEdition(ofDocument: name, policy: policy, day: day) else {
            return nil
        }
        let file = folder(of: policy).appending(path: "\(name)_e\(edition).\(type)")
        return FileManager.default.contents(atPath: file.path).map(Array.init)
    }

    private func folder(of policy: String) -> URL { data.url.appending(path: "publications/\(policy)") }
}
