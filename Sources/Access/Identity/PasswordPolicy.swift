/// What a new password must be. No rules of composition and no forced change: they make passwords weaker (ASVS 5.0,
/// 6.2.5 and 6.2.10).
package struct PasswordPolicy: Hashable, Sendable {
    package var shortest = 12
    package var longest = 128
    package var cost = PasswordHash.Cost.production

    package init() {}

    /// Why a password is not accepted.
    package enum Fault: String, Hashable, Sendable, CaseIterable {
        case tooShort = "too-short"
        case tooLong = "too-long"
        case commonplace
        case saysWho = "says-who"
    }

    /// Nil when the password may be taken. Length counts characters, as people do.
    package func fault(of password: String, for attributes: PersonalAttributes) -> Fault? {
        if password.count < shortest { return .tooShort }
        if password.count > longest { return .tooLong }
        let plain = password.lowercased()
        if PasswordPolicy.isCommonplace(plain) { return .commonplace }
        let mailbox = attributes.email.split(separator: "@").first.map(String.init) ?? ""
        let words = [mailbox] + attributes.name.split(separator: " ").map(String.init)
        return words.contains { $0.count >= 4 && plain.contains($0.lowercased()) } ? .saysWho : nil
    }

    /// Few distinct characters, a run of the keyboard or the alphabet, or a password that many have.
    private static func isCommonplace(_ password: String) -> Bool {
        if Set(password).count < 5 { return true }
        let runs =
            ["0123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm"]
            + ["azertyuiopqsdfghjklmwxcvbn"]
        if runs.contains(where: { $0.contains(password) || String($0.reversed()).contains(password) }) { return true }
        // A common one, once or twice, in any dress of digits and signs: `Monkey-2026!`, `azertyazerty12`.
        return [password, String(password.filter(\.isLetter))].contains { text in
            let half = String(text.prefix(text.count / 2))
            return isCommon(text) || half + half == text && isCommon(half)
        }
    }

    private static func isCommon(_ text: String) -> Bool { text.count >= 4 && CommonPasswords.all.contains(text) }
}
