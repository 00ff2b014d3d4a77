package import Disclosure
package import Metering
package import Store
import Synchronization

/// What a building uses in each month, for who manages it.
///
/// Each total passes the doors of a publication and is recorded like one: asked for again, it is the same edition.
/// Source: Code de l'énergie D.341-13 and D.341-16, as the policy `code-energie-d341-13` has them.
package final class BuildingTotals: Sendable {
    private let data: DataDirectory
    /// One question at a time: what leaves is held against all that left before it.
    private let turn = Mutex(())

    package init(_ data: DataDirectory) { self.data = data }

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
        let provision = DailyProvision(data, policy: policy, now: now, Circumstances(requester: requester))
        return try turn.withLock { _ in
            let known = data.ledger.known()
            let ready = months.filter { policy.publicationDay(of: $0.upperBound) <= today }
            let figures = try provision.figures(of: [asked], on: ready.map(\.upperBound), known) {
                $0.carrier == carrier && $0.direction == .extraction
            }
            return zip(ready, figures).flatMap { month, figures in
                figures.map { Month(days: month, verdict: $0.verdict, edition: $0.edition) }
            }
        }
    }

    /// The points that belong to a building throughout one of some months, with extraction of a carrier.
    package func points(
        of building: String, _ carrier: Carrier, in months: [ClosedRange<CivilDay>]
    ) throws -> Set<PointID> {
        let streams = try data.registry.members(of: building, data.ledger.known()).members.filter {
            $0.carrier == carrier && $0.direction == .extraction
        }
        let numbers = Set(streams.flatMap { stream in months.flatMap { stream.present(throughout: $0).numbers } })
        return Set(try numbers.compactMap { try data.channels.channel($0)?.point })
    }
}
