import Access

/// The language of what people read.
package enum Language: String, CaseIterable, Hashable, Sendable {
    case french = "fr"
    case english = "en"

    /// From `Accept-Language`: French unless English is preferred.
    package init(_ acceptLanguage: String?) {
        let wanted = (acceptLanguage ?? "").split(separator: ",").map { range -> (tag: Substring, weight: Double) in
            let parts = range.split(separator: ";")
            let weight = parts.dropFirst().first?.split(separator: "=").last.flatMap { Double($0) } ?? 1
            return (parts.first?.drop { $0 == " " }.prefix(2) ?? "", weight)
        }
        let weight = { (tag: Substring) in wanted.filter { $0.tag.lowercased() == tag }.map(\.weight).max() ?? 0 }
        self = weight("en") > weight("fr") ? .english : .french
    }
}

extension BilingualText {
    package func `in`(_ language: Language) -> String {
        switch language {
        case .french: french
        case .english: english
        }
    }
}
