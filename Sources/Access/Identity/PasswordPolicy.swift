import Foundation

/// What a new password must be. No rules of composition and no forced change: they make passwords weaker (ASVS 5.0,
/// 6.2.5 and 6.2.10).
package struct PasswordPolicy: Hashable, Sendable {
    package var shortest = 12
    package var longest = 128
    package var cost = PasswordHash.Cost.production

    /// Words that everybody knows who attacks this tenant: its name, its host. In small letters, without accents.
    package var context: Set<String> = []

    package init() {}

    /// The words of a text that are long enough to count as context.
    package static func words(of text: String) -> Set<String> {
        Set(plain(text).split { !$0.isLetter }.filter { $0.count >= 4 }.map(String.init))
    }

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
        let plain = PasswordPolicy.plain(password)
        if isCommonplace(plain) { return .commonplace }
        let mailbox = attributes.email.split(separator: "@").first.map(String.init) ?? ""
        let words = [mailbox] + attributes.name.split(separator: " ").map(String.init)
        return words.contains { $0.count >= 4 && plain.contains(PasswordPolicy.plain($0)) } ? .saysWho : nil
    }

    /// Small letters without accents.
    private static func plain(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    }

    /// Few distinct characters or pieces, a password that many have, or one that is mostly words of context.
    private func isCommonplace(_ password: String) -> Bool {
        if Set(password).count < 5 || PasswordPatterns.make(password) { return true }
        // A common one, once or twice, in any dress of digits and signs: `Monkey-2026!`, `p@ssw0rd2026`.
        let texts = [
            password, String(password.filter(\.isLetter)), PasswordPolicy.undisguised(password).filter(\.isLetter),
        ]
        return texts.contains { text in
            let half = String(text.prefix(text.count / 2))
            return PasswordPolicy.isCommon(text) || half + half == text && PasswordPolicy.isCommon(half)
        } || isMostlyContext(password)
    }

    private static func isCommon(_ text: String) -> Bool { text.count >= 4 && CommonPasswords.all.contains(text) }

    /// Signs and digits that stand for letters as letters, but for those at the ends.
    private static func undisguised(_ password: String) -> String {
        let letters: [Character: Character] = [
            "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s", "!": "i",
            "€": "e",
        ]
        let inner = password.drop { !$0.isLetter }
        let end = inner.lastIndex(where: \.isLetter).map { inner.index(after: $0) } ?? inner.endIndex
        return String(inner[..<end].map { letters[$0] ?? $0 })
    }

    /// Whether words of context are more than half of it.
    private func isMostlyContext(_ password: String) -> Bool {
        var rest = password
        for word in context.union(CommonPasswords.ours).sorted(by: { ($0.count, $0) > ($1.count, $1) }) {
            rest = rest.replacing(word, with: "")
        }
        return 2 * rest.count < password.count
    }
}

extension PasswordPolicy {
    /// What is known of a tenant: its identifier, its name in both languages, and its host without the end.
    package static func words(ofTenant profile: TenantProfile?, at origin: String = "") -> Set<String> {
        let host = origin.split(separator: "/").last?.split(separator: ":").first?.split(separator: ".") ?? []
        let names = profile.map { [$0.tenant.text, $0.name.text.french, $0.name.text.english] } ?? []
        return (names + host.dropLast().map(String.init)).reduce(into: []) { $0.formUnion(words(of: $1)) }
    }
}
