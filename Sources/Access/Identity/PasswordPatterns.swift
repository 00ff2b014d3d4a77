/// What makes a long password short: runs of the keyboard, the alphabet and the digits, and parts that come again.
enum PasswordPatterns {
    /// Whether the password is few pieces, or one short part again and again.
    static func make(_ password: String) -> Bool {
        let characters = Array(password)
        // Doubled characters add nothing: `99887766`.
        let single = characters.reduce(into: [Character]()) { if $0.last != $1 { $0.append($1) } }
        let count = min(pieces(of: characters), pieces(of: single))
        return count < 5 || repeatedPart(of: characters) < min(12, characters.count)
    }

    /// Rows and columns of keyboards, forwards and backwards; the digits go round.
    private static let walks: [[Character]] = {
        let forwards = [
            "01234567890123456789", "789456123", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm",
            "azertyuiopqsdfghjklmwxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p",
            "1aqw2zsx3edc4rfv5tgb6yhn7uj", "1a2z3e4r5t6y7u8i9o0p",
        ].map(Array.init)
        return forwards + forwards.map { $0.reversed() }
    }()

    /// How many pieces it is made of: runs of three and more, and single characters.
    private static func pieces(of password: [Character]) -> Int {
        var (start, count) = (0, 0)
        while start < password.count {
            let run = longestRun(password[start...])
            start += run >= 3 ? run : 1
            count += 1
        }
        return count
    }

    /// How far a text begins as a walk, or as one character again and again.
    private static func longestRun(_ text: ArraySlice<Character>) -> Int {
        let same = text.prefix { $0 == text.first }.count
        return walks.reduce(same) { longest, walk in
            walk.indices.reduce(longest) { longest, index in
                max(longest, zip(walk[index...], text).prefix { $0 == $1 }.count)
            }
        }
    }

    /// How long the part is that the whole is made of.
    private static func repeatedPart(of password: [Character]) -> Int {
        (1...password.count).first { length in
            password.count.isMultiple(of: length)
                && password.indices.allSatisfy { password[$0] == password[$0 % length] }
        } ?? password.count
    }
}
