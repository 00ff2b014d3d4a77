import Crypto

/// UUIDs that follow from a name: the same name, the same UUID, on every machine.
///
/// Source: RFC 9562, section 5.5 (version 5, SHA-1) and the namespace of URLs of its section 6.6. SHA-1 hides
/// nothing here: whoever knows the name can compute the UUID.
enum NameBasedUUID {
    private static let urlNamespace: [UInt8] = [
        0x6B, 0xA7, 0xB8, 0x11, 0x9D, 0xAD, 0x11, 0xD1, 0x80, 0xB4, 0x00, 0xC0, 0x4F, 0xD4, 0x30, 0xC8,
    ]

    /// In lower case: `2ed6657d-e927-568b-95e1-2665a8aea6a2`.
    static func text(ofAddress address: String) -> String {
        var bytes = Array(Insecure.SHA1.hash(data: urlNamespace + Array(address.utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef")
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0x0F)])
        }
        return text
    }
}
