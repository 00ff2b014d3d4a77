import Disclosure
import Metering
import Store

/// What the restricted figures of a publication leave on.
package enum RestrictedBasis: Sendable {
    /// The agreements of their uses.
    case agreements
    /// A mandate that was checked before, as a building's manager has one (Code de l'énergie D.341-13).
    case mandate
}

/// What restricted figures of one day leave on: a use that nothing covers has none.
struct RestrictedUses {
    private let basis: RestrictedBasis
    private let day: CivilDay
    private let kept: [KeptAgreement]

    init(_ basis: RestrictedBasis, on day: CivilDay, _ kept: [KeptAgreement]) {
        (self.basis, self.day, self.kept) = (basis, day, kept)
    }

    /// The agreements under which a set's figure leaves: none of a public one, nor under a mandate.
    func agreements(for set: PointSet) -> [KeptAgreement] {
        guard case .agreements = basis, set.visibility == .restricted else { return [] }
        return kept.covering(set.useCase, on: day)
    }

    /// Whether a set's figure has to wait for an agreement.
    func waits(_ set: PointSet) -> Bool {
        guard case .agreements = basis else { return false }
        return set.visibility == .restricted && agreements(for: set).isEmpty
    }
}
