import Disclosure
import Metering
import Store

/// Who receives figures, as audiences of the guard: everybody, and each recipient that an agreement names.
///
/// A recipient is a name: who is named in several agreements is one audience, with the figures of all its uses. What
/// leaves under a mandate, or left before recipients were told apart, went to somebody whom no agreement names. That
/// may be any of them: each counts as having it, and it counts as having what any of them has.
struct Recipients {
    private static let unnamed = Audience(id: 1)
    private let restricted: RestrictedUses
    /// The number of a recipient's first agreement, and one: numbers mean the same for as long as the register lives.
    private let numbers: [String: Audience]

    init(_ restricted: RestrictedUses, _ kept: [KeptAgreement]) {
        self.restricted = restricted
        numbers = kept.reduce(into: [:]) { numbers, kept in
            let number = Audience(id: UInt32(clamping: kept.number + 1))
            numbers[kept.agreement.recipient] = min(numbers[kept.agreement.recipient] ?? number, number)
        }
    }

    /// Who receives a set's figure.
    func audiences(of set: PointSet) -> [Audience] {
        if set.visibility == .public { return [.everybody] }
        let named = Set(restricted.agreements(for: set).compactMap { numbers[$0.agreement.recipient] }).sorted()
        return named.isEmpty ? [Recipients.unnamed] : named
    }

    /// The recipients that are told apart when figures are asked for beside those that left: the unnamed one only where
    /// it has some, or is about to.
    func told(_ scopes: [FigureScope], beside earlier: PastReleases) -> [Audience] {
        let isUnnamed =
            scopes.contains { audiences(of: $0.set).contains(Recipients.unnamed) }
            || earlier.days.contains { $0.audience == Recipients.unnamed }
            || earlier.longer.contains { $0.audience == Recipients.unnamed }
        return (isUnnamed ? [Recipients.unnamed] : []) + Set(numbers.values).sorted()
    }

    /// Of the recipients that are told apart, those who count as having what one of them received.
    static func having(_ audience: Audience, of told: [Audience]) -> [Audience] {
        switch audience {
        case .everybody: [.everybody]
        case unnamed: told
        default: told.filter { $0 == audience || $0 == unnamed }
        }
    }
}
