/// How a set is named to people: by its identifier; sets taken together by a short name.
package struct SetName: Hashable, Sendable {
    /// As the register has it: of sets taken together their identifiers, joined by `+`.
    package let id: String
    /// The sets that were taken together, each once, in natural order (`A2` before `A10`); none for a set by itself.
    package let parts: [String]

    private enum Limit {
        /// The most sets that a name spells out.
        static let spelled = 3
    }

    package init(id: String, parts: [String] = []) {
        self.id = id
        self.parts = Set(parts).map { ($0.naturalKey, $0) }.sorted { $0 < $1 }.map(\.1)
    }

    /// Several sets together, of which some may be such a union already; one alone keeps its name. The identifier is
    /// frozen: the register knows figures by it.
    package init(uniting names: [SetName]) {
        let names = Set(names)
        self.init(
            id: names.map(\.id).sorted().joined(separator: "+"),
            parts: names.flatMap { $0.parts.isEmpty && names.count > 1 ? [$0.id] : $0.parts })
    }

    /// Reads an identifier of the register. One with `+` is that of a union where its pieces are in order, or repeat as
    /// in unions of unions; any other is a set's own.
    package init(recorded id: String) {
        let pieces = id.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
        let isUnion = pieces.count > 1 && (pieces == pieces.sorted() || Set(pieces).count < pieces.count)
        self.init(id: id, parts: isUnion ? pieces : [])
    }

    /// Up to three sets by their names, `A2+A10`; more by two of them, how many others, and a number that tells this
    /// union from others, `A1+A2+9 more #5f0c21aa`.
    package var text: String {
        guard !parts.isEmpty else { return id }
        guard parts.count > Limit.spelled else { return parts.joined(separator: "+") }
        let hash = String(FNV1a.hash32(parts.joined(separator: "\n")), radix: 16)
        let number = String(repeating: "0", count: 8 - hash.count) + hash
        return "\(parts[0])+\(parts[1])+\(parts.count - 2) more #\(number)"
    }
}

extension String {
    /// A text whose order is the natural one: digits that stand together are padded to one number.
    fileprivate var naturalKey: String {
        var (key, digits) = ("", "")
        func padded() -> String {
            digits.isEmpty ? "" : String(repeating: "0", count: max(0, 20 - digits.count)) + digits
        }
        for character in self {
            if character.isASCII && character.isNumber {
                digits.append(character)
            } else {
                key += padded() + String(character)
                digits = ""
            }
        }
        return key + padded()
    }
}
