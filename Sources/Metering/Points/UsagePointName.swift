/// What an issuer of Green Button files calls a usage point: the id of its Atom entry, which stays for good (RFC 4287,
/// 4.2.6), and the place of its resource. Either may be empty.
package struct UsagePointName: Hashable, Sendable {
    package let id: String
    package let place: String

    /// Nil where there is neither.
    package init?(id: String, place: String) {
        if id.isEmpty, place.isEmpty { return nil }
        self.id = id
        self.place = place
    }

    /// Whether both can be one usage point. Ids decide where both have one: places such as `UsagePoint/1` are found in
    /// the files of many homes.
    package func canBe(_ other: UsagePointName) -> Bool {
        id.isEmpty || other.id.isEmpty ? place == other.place : id == other.id
    }
}
