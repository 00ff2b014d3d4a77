/// Text appended to bytes, with no string in between: a writer does it for every value of a file.
extension [UInt8] {
    @inlinable
    package mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    package mutating func append(text: String) { append(contentsOf: text.utf8) }

    /// A whole number in decimal.
    package mutating func append(decimal value: Int64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var position = digits.count
            var rest = value.magnitude
            repeat {
                position -= 1
                digits[position] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if value < 0 {
                position -= 1
                digits[position] = UInt8(ascii: "-")
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[position...]))
        }
    }

    /// One field of a CSV line, in quotes (RFC 4180) where it holds a separator, a quote or a line end.
    package mutating func append(csvField text: String) {
        let special: [UInt8] = [UInt8(ascii: ";"), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
        guard text.utf8.contains(where: special.contains) else { return append(text: text) }
        append("\"")
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { append(byte) }
            append(byte)
        }
        append("\"")
    }

    /// A line of CSV with its end; nil is an empty field.
    package mutating func append(csvLine fields: [String?]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { append(UInt8(ascii: ";")) }
            if let field { append(csvField: field) }
        }
        append(UInt8(ascii: "\n"))
    }

    /// The text of an XML element.
    package mutating func append(xmlText text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): append("&amp;")
            case UInt8(ascii: "<"): append("&lt;")
            case UInt8(ascii: ">"): append("&gt;")
            default: append(byte)
            }
        }
    }

    /// A JSON string with its quotes.
    package mutating func append(jsonString text: String) {
        append("\"")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0..<0x20:
                append("\\u00")
                append(0x30 + byte >> 4)
                append(Array("0123456789abcdef".utf8)[Int(byte & 0x0F)])
            default: append(byte)
            }
        }
        append("\"")
    }
}
