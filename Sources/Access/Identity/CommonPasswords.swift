/// Passwords that many people have, in small letters: what is guessed first (ASVS 5.0, 6.2.4 and 6.2.12).
///
/// Sources: `common-passwords.txt` has the first 10,000 of Django's list (django.contrib.auth, by Royce Williams from
/// breaches; BSD licence), and all of it with twelve characters or more. `password-roots.txt` has the letters that most
/// of 1.46 million passwords of twelve characters and more consist of (SecLists; `scripts/password-roots.py`).
enum CommonPasswords {
    static let all = Set(lines(PackageResources.common_passwords_txt) + lines(PackageResources.password_roots_txt))
        .union(ours)

    private static func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Words of our users that the lists have not, and of what a platform of energy data is about.
    static let ours = [
        "motdepasse", "bonjour", "soleil", "azerty", "azertyuiop", "jetaime", "doudou", "loulou", "marseille",
        "administrateur", "administrator", "maille", "linky", "enedis", "changeme", "grdf", "gazpar", "compteur",
        "energie", "energy", "electricite", "consommation",
    ]
}
