package import Disclosure
package import Metering
package import Publication
package import Store

/// What a building uses in each month, for who manages it.
///
/// Each total passes the doors of a publication and is recorded like one: asked for again, it is the same edition.
/// Source: Code de l'énergie D.341-13 and D.341-16, as the policy `code-energie-d341-13` has them.
package final class BuildingTotals: Sendable {
    private let office: ReleaseOffice
    private let ledger: any ImportLedger
    private let catalogue: any Catalogue

    package init(_ office: ReleaseOffice, _ ledger: any ImportLedger, _ catalogue: any Catalogue) {
        self.office = office
        self.ledger = ledger
        self.catalogue = catalogue
    }

    /// A month with what the gate answered.
    package struct Month: Sendable {
        package let days: ClosedRange<CivilDay>
        package let verdict: Verdict
        package let edition: Int
    }

    package static let policyID = "code-energie-d341-13"

    /// The extraction of one carrier in some months, in their order. Months that are not ready, and those in which
    /// no point belonged to the building throughout, are left out. `requester` is the opaque key under which the
    /// manager holds points of the building: those do not count.
    package func months(
        _ months: [ClosedRange<CivilDay>], of building: PointSet, _ carrier: Carrier, requester: String?, now: Instant
    ) throws -> [Month] {
        let policy = try PolicyLibrary().policy(BuildingTotals.policyID)
        let today = CivilDay(containing: now)
        guard policy.isInForce(on: today) else { return [] }
        let asked = PointSet(
            id: building.id, kind: building.kind, use: building.use, usage: .restricted, figureStep: .month)
        let ready = months.filter { policy.publicationDay(of: $0.upperBound) <= today }
        var request = PublicationRequest([asked], on: ready.map(\.upperBound), under: policy)
        request.circumstances = Circumstances(requester: requester)
        request.isAsked = { $0.carrier == carrier && $0.direction == .extraction }
        let figures = try office.publish(request, now: now)
        return zip(ready, figures.days).flatMap { month, figures in
            figures.map { Month(days: month, verdict: $0.verdict, edition: $0.edition) }
        }
    }

    /// The points that belong to a building throughout one of some months, with extraction of a carrier.
    package func points(
        of building: String, _ carrier: Carrier, in months: [ClosedRange<CivilDay>]
    ) throws -> Set<PointID> {
        let kinds = try catalogue.members(of: building, ledger.known()).members.filter {
            $0.carrier == carrier && $0.direction == .extraction
        }
        let numbers = Set(kinds.flatMap { kind in months.flatMap { kind.present(throughout: $0).numbers } })
        return Set(try numbers.compactMap { try catalogue.channel($0)?.point })
    }
}
