package import Disclosure
import Foundation
package import Store

/// Documents in folders of a data directory.
///
///     policies/*.json             further disclosure policies, if any
///     settings.json               what the operator sets, if anything
///     publications/POLICY/*       open documents, as they left
package struct EmbeddedDocuments: DocumentStore {
    let url: URL

    init(_ url: URL) { self.url = url }

    package func publish(_ documents: [NamedDocument], of policy: String) throws {
        try DocumentFolder(folder(of: policy)).keep(documents)
    }

    package func published(_ name: String, of policy: String) throws -> [UInt8]? {
        FileManager.default.contents(atPath: folder(of: policy).appending(path: name).path).map(Array.init)
    }

    private func folder(of policy: String) -> URL { url.appending(path: "publications/\(policy)") }

    package func policies() throws -> [NamedDocument] {
        let folder = url.appending(path: "policies")
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
            .map { NamedDocument(name: $0.lastPathComponent, bytes: [UInt8](try Data(contentsOf: $0))) }
    }

    /// `{"dominancePercent": 15}` in `settings.json`. Keep the file readable by its owner alone.
    package func dominanceRule() throws -> DominanceRule {
        let file = url.appending(path: "settings.json")
        guard FileManager.default.fileExists(atPath: file.path) else { return DominanceRule() }
        let settings: DeploymentSettings
        do {
            settings = try JSONDecoder().decode(DeploymentSettings.self, from: try Data(contentsOf: file))
        } catch {
            throw StoreError.settings("settings.json cannot be read as JSON")
        }
        guard let percent = settings.dominancePercent else { return DominanceRule() }
        guard DominanceRule.percents.contains(percent) else {
            throw StoreError.settings("dominancePercent in settings.json is not a whole number from 1 to 100")
        }
        return DominanceRule(percent: percent)
    }
}

private struct DeploymentSettings: Decodable {
    var dominancePercent: Int?
}
