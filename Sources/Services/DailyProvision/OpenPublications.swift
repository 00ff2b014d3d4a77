package import Metering
package import Store

/// The documents that everybody may have, kept as they left: what the server hands out has the
/// bytes that were published.
package struct OpenPublications: Sendable {
    private let documents: any DocumentStore
    private let releases: any ReleaseRegister

    package init(_ documents: any DocumentStore, _ releases: any ReleaseRegister) {
        self.documents = documents
        self.releases = releases
    }

    /// Keeps the open documents of a publication, durably. Those of a known edition are there already; one that is not
    /// there, or was cut, is made again.
    package func keep(_ published: PublishedDocuments, policy: String) throws {
        try documents.publish(published.documents.filter(\.isOpen).map(\.file), of: policy)
    }

    /// The last edition of a use's document of a day, `csv` or `json`; nil where none is open.
    package func document(use: String, _ day: CivilDay, policy: String, type: String) throws -> [UInt8]? {
        let name = PublishedDocuments.name(use: use, .public, day)
        guard let edition = try releases.lastEdition(ofDocument: name, policy: policy, day: day) else { return nil }
        return try documents.published("\(name)_e\(edition).\(type)", of: policy)
    }
}
