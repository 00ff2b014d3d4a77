/// Which texts are taken for the e-mail address of one person: so few that no relay reads more than one address in
/// them. Whether it exists, a message to it shows.
package enum MailAddress {
    /// RFC 5321 §4.5.3.1: at most 254 characters.
    package static func isOne(_ text: String) -> Bool {
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
