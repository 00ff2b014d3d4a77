import Access
import HTTPTypes

/// In which language people read: what the address says (`?lang=`), what they chose before, what their browser asks.
enum PageLanguage {
    static let parameter = "lang"

    static func of(_ headers: HTTPFields, _ query: Query) -> Language {
        chosen(query) ?? LanguageCookie.language(in: headers) ?? Language(headers[.acceptLanguage])
    }

    static func chosen(_ query: Query) -> Language? { query[parameter].flatMap(Language.init(rawValue:)) }
}
