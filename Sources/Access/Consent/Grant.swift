package import Metering

/// The right to read given curves now, once. Only `AccessDecisionPoint` makes one, with exactly one audit entry for
/// each person concerned; reading consumes it.
///
/// It cannot be copied, decoded or made elsewhere (`scripts/check-proof-types.sh`).
package struct Grant: ~Copyable, Sendable {
    package let basis: LegalBasis
    package let form: Form
    package let points: Set<PointID>
    package let carrier: Carrier
    package let direction: Direction
    /// The days that may be read: those asked for, clipped to occupancies, consent and law. In order, apart.
    package let days: [ClosedRange<CivilDay>]
    /// The step asked for; nothing finer may leave.
    package let step: FigureStep
    /// What to ask again before an answer that took long leaves (`AccessDecisionPoint.stands`).
    package let ticket: GrantTicket

    /// What may leave.
    package enum Form: Hashable, Sendable {
        /// Each value of the one point.
        case values
        /// The total of all points alone, and that through the disclosure gate.
        case total
    }

    init(_ scope: GrantScope, ticket: GrantTicket, _ request: ReadRequest) {
        basis = scope.basis
        form = scope.form
        points = scope.points
        carrier = request.carrier
        direction = request.direction
        days = scope.days
        step = request.step
        self.ticket = ticket
    }

    /// The channels that may be read.
    package var channels: Set<Channel> {
        Set(points.map { Channel(point: $0, carrier: carrier, direction: direction) })
    }

    package borrowing func covers(_ day: CivilDay) -> Bool { days.contains { $0.contains(day) } }
}
