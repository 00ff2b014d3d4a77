/// Base 32, without padding.
enum Base32 {
    static let rfc4648 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    /// Crockford's: no I, L, O and U, which are misread in a letter.
    static let crockford = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    static func encode(_ bytes: [UInt8], _ alphabet: [Character]) -> String {
        var text = ""
        var (bits, count) = (UInt32(0), UInt32(0))
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(alphabet[Int(bits >> count & 31)])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << (5 - count) & 31)]) }
        return text
    }
}
