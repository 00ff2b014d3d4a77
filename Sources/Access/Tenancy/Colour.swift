import Foundation

/// A colour of the screen (sRGB), written `#0b5394`.
package struct Colour: Hashable, Sendable, Codable, CustomStringConvertible {
    private let red: UInt8
    private let green: UInt8
    private let blue: UInt8

    /// What words of the pages stand on: of the paper and the cards the darker one in light, the lighter one in dark.
    package static let lightPaper = Colour("#f7f7f4")!
    package static let darkPaper = Colour("#161c19")!

    /// Nil for anything but `#` and six hexadecimal digits.
    package init?(_ text: String) {
        guard text.utf8.count == 7, text.first == "#",
            text.utf8.dropFirst().allSatisfy({ Character(.init($0)).isHexDigit }),
            let number = UInt32(text.dropFirst(), radix: 16)
        else { return nil }
        (red, green, blue) = (UInt8(number >> 16), UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF))
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let colour = Colour(text) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath, debugDescription: "'\(text)' is no colour: write one like #0b5394"))
        }
        self = colour
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    package var description: String {
        "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// From 1 (the same) to 21 (black on white): WCAG 2.2, "contrast ratio".
    package func contrast(with other: Colour) -> Double {
        let (one, two) = (luminance, other.luminance)
        return (max(one, two) + 0.05) / (min(one, two) + 0.05)
    }

    /// WCAG 2.2, "relative luminance".
    private var luminance: Double {
        let parts = [red, green, blue].map { part -> Double in
            let part = Double(part) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
}
