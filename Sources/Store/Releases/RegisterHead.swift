/// How far the register's chain had come: the number of its last recording, and that one's link.
///
/// A recording is what one transaction added: verdicts, rows of the guard, tables and budgets, editions of documents,
/// imports. Its link is made of the one before and of all that it added, so a head that left with a manifest shows
/// later whether the register still has, in their places, all recordings up to it.
package struct RegisterHead: Hashable, Sendable, Codable {
    /// How many recordings there were: they are numbered from 1 on.
    package let rows: Int64
    /// SHA-256, 64 hexadecimal digits.
    package let link: String

    package init(rows: Int64, link: String) {
        self.rows = rows
        self.link = link
    }
}

/// What a register makes of a head that was kept elsewhere.
package enum HeadStanding: Hashable, Sendable {
    /// It has that link in that place: it is the register that the head was taken of, then or later.
    case held
    /// It ends before: it was cut off, or is an older copy.
    case beyond(rows: Int64)
    /// It has another link in that place: it was replaced, or went on from an older copy.
    case other
}

extension HeadStanding {
    /// What is wrong with a register that should hold a head, in a sentence; nil where it does. `witness`: what carries
    /// the head.
    package func fault(of head: RegisterHead, in witness: String) -> String? {
        switch self {
        case .held: nil
        case .beyond(let rows):
            "\(witness) was made at recording \(head.rows) of the register, which ends at \(rows): it was cut off, "
                + "or is an older copy, and forgot what left since"
        case .other:
            "\(witness) was made at recording \(head.rows) of another register: this one was replaced, or went on "
                + "from an older copy and forgot what left then"
        }
    }
}
