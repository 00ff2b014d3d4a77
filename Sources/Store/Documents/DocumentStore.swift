package import Access
package import Disclosure

/// Documents: those that were published, for whoever asks the server, and those that the operator keeps beside the
/// data: further policies, settings, what the tenant is.
///
/// A port; every implementation passes `DocumentStoreConformance`. Names are those of files: no slash, no leading dot.
package protocol DocumentStore: Sendable {
    /// Costs the documents: keeps published ones under their names, each whole and durable, in the folder of a policy.
    /// One that is there keeps its bytes, the same again costs a comparison. Throws `DocumentFolder.Occupied` where one
    /// is there with other bytes: none of them is published then.
    func publish(_ documents: [NamedDocument], of policy: String) throws

    /// Costs the document: nil where it was never published.
    func published(_ name: String, of policy: String) throws -> [UInt8]?

    /// Costs the names: those of all documents of a policy that were published, in any order.
    func publishedNames(of policy: String) throws -> [String]

    /// Costs the policies: those that the operator put there, by name.
    func policies() throws -> [NamedDocument]

    /// Costs the mappings: how kinds of tables are read, by name.
    func mappings() throws -> [NamedDocument]

    /// Costs the document: keeps a mapping, in the place of one of the same name, whole and durable when it returns.
    func keep(mapping: NamedDocument) throws

    /// Costs one file: false where there is no mapping of this name.
    func removeMapping(_ name: String) throws -> Bool

    /// Costs one file: the p of the p % rule that the operator set, else the default. Throws `StoreError.settings`. It
    /// is a secret: whoever knows it can reckon how close a held sum comes to a holder's value.
    func dominanceRule() throws -> DominanceRule

    /// Costs one file: when a day's figures are ready, as the operator set it, else the default. Throws
    /// `StoreError.settings`.
    func readinessRule() throws -> ReadinessRule

    /// Costs one file: what energies and water cost and emit, as the operator says; none without it. Throws
    /// `StoreError.settings`.
    func carrierFactors() throws -> CarrierFactors

    /// Costs one file: what the tenant's organisation is; nil where nobody said. Throws `StoreError.settings`.
    func tenantProfile() throws -> TenantProfile?

    /// Costs one file: keeps a profile in the place of the former one, whole and durable when it returns.
    func keep(_ profile: TenantProfile) throws
}

/// Bytes with a name.
package struct NamedDocument: Hashable, Sendable {
    package let name: String
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}
