/// The language of an explanation.
package enum ExplanationLanguage: String, CaseIterable, Sendable {
    case english = "en"
    case french = "fr"

    /// The language of a locale's name, such as `fr_FR.UTF-8`; English for any other than French.
    package init(locale: String?) { self = locale?.lowercased().hasPrefix("fr") == true ? .french : .english }

    func callAsFunction(_ english: String, _ french: String) -> String { self == .english ? english : french }
}
