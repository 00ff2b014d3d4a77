package import Metering
import Services
import Store

/// An edition of a document, as deliveries name it.
package struct DeliveredDocument: Hashable, Sendable, Codable {
    package let policy: String
    /// What all editions are called: `use-4a_public_2026-10-31.csv`.
    package let name: String
    package let edition: Int
    /// The measured day; of figures of a month or year, its last.
    package let day: CivilDay
    /// Of a restricted document, the use that an agreement has to cover; nil of a public one.
    package let restrictedUse: String?
    package let sha256: String
    package let bytes: Int

    /// Nil of what is never delivered: manifests, which name files of others, and public documents that tell of single
    /// points.
    init?(_ document: PublishedDocuments.Document, on day: CivilDay, of policy: String) {
        guard let content = document.content else { return nil }
        guard document.isOpen || content.visibility == .restricted else { return nil }
        self.policy = policy
        (name, edition, self.day) = (content.name, content.edition, day)
        restrictedUse = content.visibility == .restricted ? content.use : nil
        sha256 = Fingerprint.of(document.bytes)
        bytes = document.bytes.count
    }

    /// A public document by its file's name, `use-4a_public_2026-10-31_e1.csv`; nil of other names.
    init?(file: String, _ content: [UInt8], of policy: String) {
        guard let match = file.wholeMatch(of: /(use-.+_public_(\d{4}-\d\d-\d\d))_e(\d{1,9})\.(csv|json)/),
            let day = CivilDay(String(match.2)), let edition = Int(match.3)
        else { return nil }
        self.policy = policy
        (name, self.edition, self.day) = ("\(match.1).\(match.4)", edition, day)
        restrictedUse = nil
        sha256 = Fingerprint.of(content)
        bytes = content.count
    }

    package var file: String { file(ofEdition: edition) }

    func file(ofEdition edition: Int) -> String { "\(stem)_e\(edition).\(type)" }

    var stem: Substring { name.prefix(upTo: name.lastIndex(of: ".") ?? name.endIndex) }
    var type: Substring { name.suffix(from: name.lastIndex(of: ".") ?? name.endIndex).dropFirst() }
}
