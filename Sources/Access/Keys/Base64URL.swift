import CSodium

/// Base 64 with the URL alphabet and no padding (RFC 4648 §5, as RFC 7515 §2 uses it), by libsodium.
package enum Base64URL {
    private static let variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING

    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        let length = sodium_base64_encoded_len(bytes.count, variant)
        return String(sodium: length) { sodium_bin2base64($0, length, Array(bytes), bytes.count, variant) }
    }

    /// Nil for anything but the one way to write these bytes: padding, other alphabets and stray last bits would
    /// give one token several spellings.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let text = text.utf8.map { CChar(bitPattern: $0) }
        var bytes = [UInt8](repeating: 0, count: text.count)
        var count = 0
        let status = sodium_base642bin(&bytes, bytes.count, text, text.count, nil, &count, nil, variant)
        return status == 0 ? Array(bytes.prefix(count)) : nil
    }
}
