import Access
import Web

/// A text in both languages, as the API gives it.
struct BilingualJSON: Encodable {
    let fr: String
    let en: String

    init(_ text: BilingualText) {
        fr = text.french
        en = text.english
    }
}
