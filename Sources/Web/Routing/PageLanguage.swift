import Access
package import HTTPTypes

/// In which language people read: what the address says (`?lang=`), what they chose before, what their browser asks.
package enum PageLanguage {
    package static let parameter = "lang"

    package static func of(_ headers: HTTPFields, _ query: Query) -> Language {
        chosen(query) ?? LanguageCookie.language(in: headers) ?? Language(headers[.acceptLanguage])
    }

    package static func chosen(_ query: Query) -> Language? { query[parameter].flatMap(Language.init(rawValue:)) }
}
