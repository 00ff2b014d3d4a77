package import Disclosure
package import Metering
package import Publication
package import Store
import Synchronization

/// What a building uses in each month, for who manages it.
///
/// Reading never publishes: `told` gives what was published, and notes what is missing; `publishNext` publishes it, on
/// the thread of a job. Each total is recorded like any figure: published again, it is the same edition. What was
/// published is remembered until the process ends.
///
/// Source: Code de l'énergie D.341-13 and D.341-16, as the policy `code-energie-d341-13` has them.
package final class BuildingTotals: Sendable {
    private let office: ReleaseOffice
    private let ledger: any ImportLedger
    private let catalogue: any Catalogue
    private let state = Mutex(BuildingBacklog())

    package init(_ office: ReleaseOffice, _ ledger: any ImportLedger, _ catalogue: any Catalogue) {
        self.office = office
        self.ledger = ledger
        self.catalogue = catalogue
    }

    /// Of which building and carrier, and for whom: `requester` is the opaque key under which the manager holds points
    /// of the building, which do not count.
    package struct Question: Hashable, Sendable {
        package let building: String
        package let carrier: Carrier
        package let requester: String?

        package init(building: String, carrier: Carrier, requester: String?) {
            self.building = building
            self.carrier = carrier
            self.requester = requester
        }
    }

    /// A month as it was published.
    package struct Month: Sendable {
        package let days: ClosedRange<CivilDay>
        package let verdict: DisclosedVerdict
        package let edition: Int
    }

    /// What is known of some months.
    package struct Told: Sendable {
        /// In the order of the question. Months that are not ready, and those in which no point belonged to the
        /// building throughout, are left out.
        package let months: [Month]
        /// Months that are being published, for the first time or since data came: ask again in a moment.
        package let pending: [ClosedRange<CivilDay>]
    }

    package static let policyID = "code-energie-d341-13"
    /// The right by which totals leave, whatever agreements there are.
    package static let basis = "mandate of the building's manager (Code de l'énergie D.341-13 and D.341-16)"

    // MARK: reading

    /// Costs a look-up for each month. Months that are ready and not published as of what is known now are noted for
    /// `publishNext`; what was published of them before is told meanwhile.
    package func told(
        _ months: [ClosedRange<CivilDay>], of question: Question, now: Instant
    ) throws -> Told {
        let ready = try BuildingTotals.ready(months, now: now)
        let horizon = ledger.known().horizon
        return state.withLock { state in
            let pending = ready.filter { !state.isCurrent($0, of: question, horizon) }
            state.note(pending, of: question)
            return Told(months: ready.compactMap { state.month($0, of: question) }, pending: pending)
        }
    }

    /// Notes months for `publishNext` without reading them, as before a manager asks.
    package func prepare(_ months: [ClosedRange<CivilDay>], of question: Question, now: Instant) throws {
        _ = try told(months, of: question, now: now)
    }

    private static func ready(
        _ months: [ClosedRange<CivilDay>], now: Instant
    ) throws -> [ClosedRange<CivilDay>] {
        let policy = try PolicyLibrary().policy(policyID)
        let today = CivilDay(containing: now)
        guard policy.isInForce(on: today) else { return [] }
        return months.filter { policy.publicationDay(of: $0.upperBound) <= today }
    }

    // MARK: publishing

    /// Costs what the office asks for one noted month of a building; false where none is noted. One month at a time:
    /// others publish in between, and one that cannot be published leaves the others alone. Where it throws, the month
    /// is noted again once another import came.
    package func publishNext(now: Instant) throws -> Bool {
        let known = ledger.known()
        guard let (question, month) = state.withLock({ $0.takeNext(as: known.horizon) }) else { return false }
        do {
            let published = try publish(month, of: question, known, now: now)
            state.withLock { $0.keep(published, month, of: question, known.horizon) }
        } catch {
            state.withLock { $0.fail(month, of: question, known.horizon) }
            throw error
        }
        return true
    }

    /// Nil where no point belonged to the building throughout the month.
    private func publish(
        _ month: ClosedRange<CivilDay>, of question: Question, _ known: Known, now: Instant
    ) throws -> Month? {
        guard let set = try catalogue.sets(known).first(where: { $0.id == question.building }) else { return nil }
        let asked = PointSet(
            id: set.id, kind: set.kind, useCase: set.useCase, visibility: .restricted, figureStep: .month)
        let policy = try PolicyLibrary().policy(BuildingTotals.policyID)
        var request = PublicationRequest([asked], on: [month.upperBound], under: policy)
        request.circumstances = Circumstances(requester: question.requester)
        request.basis = .mandate
        request.isAsked = { $0.carrier == question.carrier && $0.direction == .extraction }
        let published = try office.publish(request, known, now: now)
        if !published.waiting.isEmpty { throw PublicationRefusal.waiting(published.waiting) }
        return published.days[0].first.map { Month(days: month, verdict: $0.verdict, edition: $0.edition) }
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
