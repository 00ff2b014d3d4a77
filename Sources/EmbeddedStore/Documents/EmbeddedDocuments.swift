package import Access
package import Disclosure
import Foundation
package import Store

/// Documents in folders of a data directory.
///
///     policies/*.json             further disclosure policies, if any
///     mappings/*.json             how kinds of tables are read, if any
///     settings.json               what the operator sets, if anything
///     tenant.json                 what the tenant's organisation is, if anybody said
///     publications/POLICY/*       open documents, as they left
package struct EmbeddedDocuments: DocumentStore {
    let url: URL

    init(_ url: URL) { self.url = url }

    package func publish(_ documents: [NamedDocument], of policy: String) throws {
        try DocumentFolder(folder(of: policy)).keep(documents)
    }

    package func published(_ name: String, of policy: String) throws -> [UInt8]? {
        let file = try folder(of: policy).appending(path: DocumentName.checked(name))
        return FileManager.default.contents(atPath: file.path).map(Array.init)
    }

    package func publishedNames(of policy: String) throws -> [String] {
        let folder = try folder(of: policy).path
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasSuffix(".partial") }
    }

    private func folder(of policy: String) throws -> URL {
        url.appending(path: "publications/\(try DocumentName.checked(policy))")
    }

    package func policies() throws -> [NamedDocument] { try documents(in: "policies") }

    package func mappings() throws -> [NamedDocument] { try documents(in: "mappings") }

    package func keep(mapping: NamedDocument) throws {
        let folder = url.appending(path: "mappings")
        try Folder.make(folder, permissions: 0o700)
        let file = folder.appending(path: try DocumentName.checked(mapping.name))
        try DurableFile(file, permissions: 0o600).write(mapping.bytes)
    }

    package func removeMapping(_ name: String) throws -> Bool {
        let file = url.appending(path: "mappings/\(try DocumentName.checked(name))")
        guard FileManager.default.fileExists(atPath: file.path) else { return false }
        try FileManager.default.removeItem(at: file)
        return true
    }

    private func documents(in name: String) throws -> [NamedDocument] {
        let folder = url.appending(path: name)
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
            .map { NamedDocument(name: $0.lastPathComponent, bytes: [UInt8](try Data(contentsOf: $0))) }
    }

    package func dominanceRule() throws -> DominanceRule { try DeploymentSettings(in: url).dominance() }

    package func readinessRule() throws -> ReadinessRule { try DeploymentSettings(in: url).readiness() }

    package func carrierFactors() throws -> CarrierFactors { try FactorsFile.read(in: url) }

    private var profile: URL { url.appending(path: "tenant.json") }

    package func tenantProfile() throws -> TenantProfile? {
        guard FileManager.default.fileExists(atPath: profile.path) else { return nil }
        do {
            return try TenantProfile(json: [UInt8](Data(contentsOf: profile)))
        } catch let fault as TenantProfileFault {
            throw StoreError.settings("\(profile.path): \(fault); give maille tenant init --replace")
        }
    }

    package func keep(_ profile: TenantProfile) throws {
        try DurableFile(self.profile, permissions: 0o600).write(profile.json())
    }
}
