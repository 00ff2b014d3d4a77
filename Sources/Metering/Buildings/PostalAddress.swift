/// A postal address, sealed: it is printed as `an address`, shows nothing to mirrors and dumps, and cannot be encoded.
/// Only letters and the tables of buildings read it, and each says so.
///
/// Source: NF Z10-011: up to six lines of up to 38 characters; a seventh is the country.
package struct PostalAddress: Sendable {
    private let lines: [String]

    /// Who reads addresses. A new reader is a new case here, to be judged.
    package enum Reader: Sendable {
        case letter
        case buildingTable
    }

    /// Nil for no lines, more than seven, an empty one, or one of more than 38 characters or with a control character.
    package init?(lines: [String]) {
        let isWritten = lines.allSatisfy { line in
            (1...38).contains(line.count)
                && line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        }
        guard (1...7).contains(lines.count), isWritten else { return nil }
        self.lines = lines
    }

    package func lines(for reader: Reader) -> [String] { lines }
}

extension PostalAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "an address" }
    package var debugDescription: String { "an address" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
