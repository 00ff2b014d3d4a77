import Metering

/// INSEE's code of a commune: five characters, department first (`01004`, `2A004`, `97411`).
enum CommuneCode {
    static let rule = Rule(
        "implausible-commune", "A commune that cannot be one would put the point on the wrong map: it is left out.")

    /// A plausible code as INSEE writes it, or nil. Four digits have lost their leading zero, as 702 of the 9,719
    /// rows of an Enedis extract did. A postal code such as 75000 is none: no commune ends in 000.
    static func plausible(_ text: Span<UInt8>) -> String? {
        let code = text.count == 4 ? "0" + text.string : text.string
        let bytes = Array(code.utf8)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard bytes.count == 5, digits.contains(bytes[0]), bytes[2...].allSatisfy(digits.contains) else { return nil }
        guard bytes[2...] != [0x30, 0x30, 0x30] else { return nil }
        let department = code.prefix(2)
        if department == "2A" || department == "2B" { return code }
        guard let number = Int(department), number != 20, (1...95).contains(number) || number == 97 || number == 98
        else { return nil }
        return code
    }
}
