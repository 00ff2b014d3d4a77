/// The name of a kind of record: the name of its table where records are kept in tables. It never changes.
package struct RecordKind: Hashable, Sendable, CustomStringConvertible {
    package let name: String

    /// Small letters and underscores, beginning with a letter: `RecordRegistry` refuses others.
    package init(_ name: String) { self.name = name }

    package var description: String { name }

    var isWellFormed: Bool {
        guard let first = name.utf8.first, Self.letters.contains(first) else { return false }
        return name.utf8.allSatisfy { Self.letters.contains($0) || $0 == UInt8(ascii: "_") }
    }

    private static let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
}
