import Mustache
import Web

/// A number in a page's words: its digits as the language groups them, and whether it takes the singular.
struct Amount: Hashable, Sendable, MustacheCustomRenderable {
    private let digits: String
    /// Read by the templates, where a text has two forms.
    private let isSingular: Bool

    init(_ number: Int, _ language: Language) {
        digits = language.grouped(number)
        isSingular = language.isSingular(number)
    }

    var renderText: String { digits }
    var isNull: Bool { false }
}

extension Language {
    /// Which form a text that counts takes (Unicode CLDR, plural rules): French says "0 jour", English "0 days".
    func isSingular(_ number: Int) -> Bool {
        switch self {
        case .french: number == 0 || number == 1
        case .english: number == 1
        }
    }

    /// `1 480` with a narrow no-break space, `1,480` in English; a true minus sign.
    func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "−" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += self == .french ? "\u{202F}" : "," }
            text.append(digit)
        }
        return text
    }
}
