import Foundation

/// A text as JSON writes it, with its quotes.
struct JSONString: CustomStringConvertible {
    let description: String

    init(_ text: String) {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        description = isPlain ? "\"\(text)\"" : String(decoding: (try? encoder.encode(text)) ?? Data(), as: UTF8.self)
    }
}
