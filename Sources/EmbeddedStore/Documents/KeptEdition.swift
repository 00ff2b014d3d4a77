import Foundation
import GRDB
import Store

/// An edition of a document as the register has it: the SHA-256 is that of its CSV and its JSON, one after the other.
struct KeptEdition {
    let policy: String
    /// Of its files, without their extension.
    let name: String
    let sha256: String

    static func fetchAll(_ db: Database) throws -> [KeptEdition] {
        try Row.fetchAll(db, sql: "SELECT policy, name || '_e' || edition, sha256 FROM publication").map {
            KeptEdition(policy: $0[0], name: $0[1], sha256: $0[2])
        }
    }
}

extension EmbeddedDocuments {
    /// One sentence for each kept document that is not what the register has, or of which it has nothing.
    func faults(in documents: [String], of editions: [KeptEdition]) throws -> [String] {
        let known = Dictionary(editions.map { ("\($0.policy)/\($0.name)", $0.sha256) }, uniquingKeysWith: { $1 })
        return documents.compactMap { document in
            guard let sha256 = known[document] else {
                return "publications/\(document) was published, and the register does not know of it: it is older"
            }
            let bytes = ["csv", "json"].compactMap { contents(of: "\(document).\($0)") }
            if bytes.count == 2, Fingerprint.of(Array(bytes.joined())) == sha256 { return nil }
            return "publications/\(document) is not what was published"
        }
    }

    /// The documents that are kept, as their policy's folder and name, without extension.
    func keptDocuments() throws -> [String] {
        let folder = url.appending(path: "publications")
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".csv") || $0.hasSuffix(".json") }
        return Set(files.map { String($0[..<($0.lastIndex(of: ".") ?? $0.endIndex)]) }).sorted()
    }

    private func contents(of file: String) -> [UInt8]? {
        FileManager.default.contents(atPath: url.appending(path: "publications/\(file)").path).map { [UInt8]($0) }
    }
}
