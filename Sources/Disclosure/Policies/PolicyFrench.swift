import FoundationEssentials

/// The sentences of the built-in policies in French.
///
/// By sentence and not by policy: the text of a policy is part of the fingerprints of figures, so it gets no further
/// field, and a policy that an operator changed is shown in its own words.
package enum PolicyFrench {
    /// The French of a sentence; the sentence itself where it is not one of the built-in policies.
    package static func words(for sentence: String) -> String { sentences[sentence] ?? sentence }

    private static let sentences = decoded(PackageResources.sentences_fr_json)

    private static func decoded(_ json: [UInt8]) -> [String: String] {
        (try? JSONDecoder().decode([String: String].self, from: Data(json))) ?? [:]
    }
}
