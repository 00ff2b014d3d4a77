/// The identifier of a metering point, as its issuer writes it: a PRM (14 digits, Enedis), a PCE (gas), or a
/// partner's own id.
///
/// It stays text: leading zeros are significant. Up to 15 bytes it is held without allocation.
package struct PointID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }

    /// Whether this is a PRM: exactly 14 digits. No check digit is enforced: its algorithm is not published.
    package var isPRM: Bool { text.utf8.count == 14 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } }

    package var description: String { text }

    package static func < (left: PointID, right: PointID) -> Bool { left.text < right.text }
}
