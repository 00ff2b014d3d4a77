/// Passwords that many people have, in small letters: what is guessed first (ASVS 5.0, 6.2.4 and 6.2.12).
///
/// Source: `common-passwords.txt` has the first 10,000 of Django's list (django.contrib.auth, by Royce Williams from
/// breaches; BSD licence), and all of it with twelve characters or more.
enum CommonPasswords {
    static let all = Set(
        String(decoding: PackageResources.common_passwords_txt, as: UTF8.self).split(separator: "\n").map(String.init)
    ).union(ours)

    /// Words of our users that the list has not.
    private static let ours = [
        "motdepasse", "bonjour", "soleil", "azerty", "azertyuiop", "jetaime", "doudou", "loulou", "marseille",
        "administrateur", "administrator", "maille", "linky", "enedis", "changeme",
    ]
}
