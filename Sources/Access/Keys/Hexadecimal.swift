import CSodium

extension Sequence<UInt8> {
    /// Two lower-case digits for each byte, by libsodium.
    package var hexadecimal: String {
        let bytes = Array(self)
        let length = bytes.count * 2 + 1
        return String(sodium: length) { sodium_bin2hex($0, length, bytes, bytes.count) }
    }
}
