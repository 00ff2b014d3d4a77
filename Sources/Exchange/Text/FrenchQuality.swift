import Metering

/// The words by which French portals say what a value is.
enum FrenchQuality {
    static let words = [
        "Mesuré": "measured", "Mesurée": "measured", "Réel": "measured", "Réelle": "measured", "Estimé": "estimated",
        "Estimée": "estimated", "Corrigé": "corrected", "Corrigée": "corrected", "Absence de données": "missing",
    ]

    private static let keys = Dictionary(uniqueKeysWithValues: words.map { ($0.key.columnKey, $0.value) })

    /// Nil of a word that none of them writes.
    static func quality(of word: String) -> Quality? { keys[word.columnKey].flatMap(Quality.init(name:)) }
}
