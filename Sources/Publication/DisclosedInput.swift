package import Store

/// A received file behind figures, as their recipients are told of it. Which file it is, only the operator can tell and
/// show: `maille explain` gives the digest beside the file's own SHA-256.
package struct DisclosedInput: Hashable, Sendable, Encodable {
    /// HMAC-SHA-256 under a key of the deployment, 64 hexadecimal digits.
    package let digest: String
    /// The formats that it holds.
    package let flows: String
}

extension ReleaseOffice {
    /// Costs the ledger: the files of some imports, in the order of their digests, which says nothing of when they
    /// came.
    package func disclosedInputs(_ revisions: Set<Revision>) throws -> [DisclosedInput] {
        let digests = try keys.inputDigests()
        return try ledger.entries().filter { revisions.contains($0.revision) }.map {
            DisclosedInput(digest: digests.digest(ofFile: $0.sha256), flows: $0.flows)
        }.sorted { ($0.digest, $0.flows) < ($1.digest, $1.flows) }
    }
}
