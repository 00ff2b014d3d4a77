/// Which words are taken as one person's address of e-mail: narrow enough that a relay can read nothing else into
/// them. Whether it exists, a letter shows.
enum MailAddress {
    /// RFC 5321 §4.5.3.1: at most 254 characters.
    static func isOne(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, !text.hasPrefix("-") else { return false }
        return parts.allSatisfy { part in
            !part.isEmpty && !part.hasPrefix(".") && !part.hasSuffix(".")
                && part.unicodeScalars.allSatisfy { scalar in
                    scalar.value > 0x20 && scalar.value != 0x7F && !"()<>[]\\,;:\"|".unicodeScalars.contains(scalar)
                        && !scalar.properties.isWhitespace
                }
        }
    }
}
