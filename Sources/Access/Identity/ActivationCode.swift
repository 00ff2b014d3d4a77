package import Metering

/// The code of an activation letter, posted to a point's address: knowing it proves that one lives there. It counts
/// once, for 60 days; the store keeps its digest.
package struct ActivationCode: StoredRecord {
    package static let kind = RecordKind("activation_code")
    package static let lifetimeDays = 60

    package let id: String
    package let point: PointID
    /// The first day of the new customer.
    package let from: CivilDay
    package let expires: Instant
    package internal(set) var usedBy: AccountID?

    package var owner: String { point.text }
    package var subject: SubjectID? { usedBy.map { SubjectID($0) } }
    package var end: Instant? { expires }

    /// A new code and its record. It has 80 bits: enough, since wrong tries are counted and limited.
    package static func issue(for point: PointID, from: CivilDay, now: Instant) -> (code: String, kept: ActivationCode)
    {
        let letters = Base32.encode(RandomBytes.make(10), Base32.crockford)
        let kept = ActivationCode(
            id: digest(of: letters) ?? "", point: point, from: from,
            expires: now.advanced(seconds: lifetimeDays * 86_400))
        let groups = stride(from: 0, to: 16, by: 4).map { String(letters.dropFirst($0).prefix(4)) }
        return (groups.joined(separator: "-"), kept)
    }

    /// Reads a code as people type it: any case, any separators, `O` for `0`, `I` and `L` for `1`. Nil when it
    /// cannot be one.
    static func digest(of typed: String) -> String? {
        let letters = typed.uppercased().compactMap { letter -> Character? in
            switch letter {
            case "O": "0"
            case "I", "L": "1"
            case "-", " ", ".", "\u{a0}": nil
            default: letter
            }
        }
        guard letters.count == 16, letters.allSatisfy(Base32.crockford.contains) else { return nil }
        return Secret(String(letters)).digest
    }
}
