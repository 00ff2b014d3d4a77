import Foundation

/// `application/x-www-form-urlencoded` (WHATWG URL §5.1), strict: bytes that are not UTF-8 or not encoded well are
/// refused, never replaced.
package enum FormEncoding {
    /// In the order in which they stand; nil where the text is not well-formed.
    package static func pairs(_ text: some StringProtocol) -> [(name: String, value: String)]? {
        var pairs: [(name: String, value: String)] = []
        for part in text.utf8.split(separator: UInt8(ascii: "&")) {
            let sides = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decoded(sides[0]), let value = decoded(sides.count > 1 ? sides[1] : sides[0].prefix(0))
            else { return nil }
            pairs.append((name, value))
        }
        return pairs
    }

    /// `name=value`, encoded.
    package static func pair(_ name: String, _ value: String) -> String { "\(encoded(name))=\(encoded(value))" }

    /// Everything but letters, digits, `-`, `.` and `_` in percent signs: what a form sends, with `%20` for a space.
    package static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .formUnreserved) ?? ""
    }

    package static func query(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { pair($0.name, $0.value) }.joined(separator: "&")
    }

    private static func decoded(_ text: some Collection<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(nibble), let low = rest.next().flatMap(nibble) else { return nil }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        guard !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension CharacterSet {
    fileprivate static let formUnreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._")
}
