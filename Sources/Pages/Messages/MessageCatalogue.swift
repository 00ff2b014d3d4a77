import Web

/// The texts of the pages in each language. English words stand where they are used; the French ones are in `fr.po`,
/// which is read once.
enum MessageCatalogue {
    /// A file that cannot be read stops the program at its first page: the tests read it.
    static let french: POFile = {
        do {
            return try POFile(String(decoding: PackageResources.fr_po, as: UTF8.self))
        } catch {
            fatalError("fr.po, \(error)")
        }
    }()

    private static let frenchTexts = Dictionary(
        french.entries.map { ($0.id, $0.texts.map(FrenchTypography.set)) }
    ) { first, _ in first }

    /// A text that French lacks stays English: the tests find it before anybody else.
    static func text(_ english: String, in language: Language) -> String {
        guard language == .french, let texts = frenchTexts[english], texts.count == 1 else { return english }
        return texts[0]
    }

    /// Both forms of a text that counts.
    static func forms(_ one: String, _ many: String, in language: Language) -> (one: String, many: String) {
        guard language == .french, let texts = frenchTexts[one], texts.count == 2 else { return (one, many) }
        return (texts[0], texts[1])
    }
}
