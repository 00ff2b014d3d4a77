/// Text in Windows-1252, of which Latin-1 has the letters: what spreadsheets save as *CSV*, and EDF sends.
///
/// Source: Unicode mapping table `CP1252.TXT`. The five bytes that it leaves out stand for the controls of Latin-1.
enum Windows1252 {
    private static let marks: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ]

    /// The text in UTF-8.
    static func utf8(_ text: Span<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count + text.count / 4)
        for position in text.indices {
            let byte = text[position]
            let scalar = byte >> 5 == 0b100 ? marks[Int(byte & 0x1F)] : UInt16(byte)
            decoded.append(contentsOf: String(Unicode.Scalar(scalar).map(Character.init) ?? "\u{FFFD}").utf8)
        }
        return decoded
    }
}

extension Span<UInt8> {
    /// Where the text stops being UTF-8; a character cut by the end of the span is no fault.
    var firstMalformedUTF8: Int? {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: self)
            return nil
        } catch {
            let isCut = error.kind == .truncatedScalar && error.byteOffsets.upperBound == count
            return isCut ? nil : error.byteOffsets.lowerBound
        }
    }

    /// Whether the whole text is UTF-8.
    var isUTF8: Bool { (try? UTF8Span(validating: self)) != nil }
}
