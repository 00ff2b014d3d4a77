package import Disclosure
package import Metering
package import Store
import Synchronization

/// The one way for figures over several points to leave: request → energies → gate → guard → alternatives → record.
///
///     let office = ReleaseOffice(ledger, measures, catalogue, releases, documents, keys)
///     let figures = try office.publish(PublicationRequest(sets, on: [day], under: policy), now: now)
///     for figure in figures.days[0] { … }
///
/// Guarantees: what it answers is recorded, with what the differencing guard, tables and budgets have to remember of
/// it; one publication at a time, over all offices of a register. A service is "which requests, which documents".
package final class ReleaseOffice: Sendable {
    let ledger: any ImportLedger
    let measures: any MeasureStore
    let catalogue: any Catalogue
    let releases: any ReleaseRegister
    let documents: any DocumentStore
    let keys: any KeyStore
    private let guards = Mutex(OfficeGuards())

    package init(
        _ ledger: any ImportLedger, _ measures: any MeasureStore, _ catalogue: any Catalogue,
        _ releases: any ReleaseRegister, _ documents: any DocumentStore, _ keys: any KeyStore
    ) {
        self.ledger = ledger
        self.measures = measures
        self.catalogue = catalogue
        self.releases = releases
        self.documents = documents
        self.keys = keys
    }

    /// What everybody calls the figures of the register.
    package func figureIdentifiers() throws -> FigureIdentifiers { try keys.figureIdentifiers() }

    /// Costs, for each day, the members of the sets and their energies (of all channels, once sets hold a tenth of
    /// them); and the figures of the months around it. Answers the figures of each day, as they were recorded.
    ///
    /// Everything is read as known at one horizon, `known`: an import that commits meanwhile changes nothing. Nil: what
    /// is known when its turn comes. What the days have in common is read once. A figure that is asked for again with
    /// the same inputs is the same edition. Throws `PublicationRefusal.tooEarly` before a day's figures may leave;
    /// whether the policy is in force on what day is for the service to check (`Policy.checkInForce`).
    package func publish(
        _ request: PublicationRequest, _ known: Known? = nil, now: Instant
    ) throws -> PublishedFigures {
        for day in request.days { try request.policy.checkDelay("\(day)", endingOn: day, now: now) }
        return try releases.exclusively {
            try checkRemembered(request.days)
            let known = try raised(known ?? ledger.known(), for: request.days)
            return try guards.withLock { guards in
                // Another office of the register has published: its figures are read with the others.
                if guards.recordings != releases.guardedRecordings { guards = OfficeGuards() }
                do {
                    let run = try PublicationRun(self, request, known, now: now)
                    let days = try request.days.map { try run.figures(on: $0, &guards) }
                    guards.recordings = releases.guardedRecordings
                    return PublishedFigures(
                        known: known, days: days.map(\.figures), isEstimating: days.map(\.isEstimating),
                        waiting: days.flatMap(\.waiting))
                } catch {
                    // What was admitted and not recorded must not count: the guards are made again from the register.
                    guards = OfficeGuards()
                    throw error
                }
            }
        }
    }
}

extension ReleaseOffice {
    /// What is known as of the days' closings, where these are later: their figures cannot be made without.
    private func raised(_ known: Known, for days: [CivilDay]) throws -> Known {
        guard let first = days.min(), let last = days.max() else { return known }
        let closings = try releases.closings(of: first...last, before: nil)
        let latest = closings.map(\.horizon).max() ?? known.horizon
        return latest > known.horizon ? Known(upTo: latest) : known
    }
}

/// Which figures to publish.
package struct PublicationRequest: Sendable {
    /// Chooses from all sets that are known when the publication has its turn.
    package let choose: @Sendable ([PointSet]) throws -> [PointSet]
    /// One after the other. Sets with monthly figures take part on the last day of a month, those with annual ones on
    /// that of a year.
    package let days: [CivilDay]
    package let policy: Policy
    /// Of the requests about the sets, those that are asked.
    package var isAsked: @Sendable (FigureRequest) -> Bool = { _ in true }
    package var circumstances = Circumstances()
    /// What its restricted figures leave on. Those of a use without an agreement are not judged, and wait.
    package var basis = RestrictedBasis.agreements
    /// Whether filled curves count, marked as estimates, on days of which no figure left yet.
    package var isEstimating = false
    /// Why the figures of uses may leave that are not ready, by use: recorded. Others wait.
    package var approvals: [String: String] = [:]
    /// Told of each read of energies: of how many channels (nil: all), over how many days.
    package var watch: (@Sendable (_ channels: Int?, _ days: Int) -> Void)?
    /// Told of each figure that the guard held, once the verdicts are recorded: for the operator alone.
    package var watchHold: (@Sendable (GuardHold) -> Void)?

    package init(_ sets: [PointSet], on days: [CivilDay], under policy: Policy) {
        self.init(on: days, under: policy) { _ in sets }
    }

    package init(
        on days: [CivilDay], under policy: Policy,
        choosing choose: @escaping @Sendable ([PointSet]) throws -> [PointSet]
    ) {
        self.choose = choose
        self.days = days
        self.policy = policy
    }
}

/// Figures as they were recorded, and what they were made of.
package struct PublishedFigures: Sendable {
    package let known: Known
    /// For each day that was asked, by set, carrier and direction.
    package let days: [[RecordedRelease]]
    /// For each day, whether filled curves count in its figures: the first of them decided it, whatever is asked.
    package let isEstimating: [Bool]
    /// Uses of which nothing was judged: for want of an agreement, or not ready.
    package let waiting: [WaitingUse]

    init(known: Known, days: [[RecordedRelease]], isEstimating: [Bool], waiting: [WaitingUse] = []) {
        (self.known, self.days, self.isEstimating, self.waiting) = (known, days, isEstimating, waiting)
    }
}

/// Why nothing is published.
package enum PublicationRefusal: Error, Hashable, CustomStringConvertible {
    case tooEarly(String, readyOn: CivilDay)
    case notInForce(policy: String, CivilDay)
    case forgotten(String)
    /// All that was asked waits.
    case waiting([WaitingUse])

    package var description: String {
        switch self {
        case .tooEarly(let what, let readyOn): "\(what) is too early: its figures may leave from \(readyOn) on"
        case .notInForce(let policy, let day): "policy \(policy) is not in force on \(day)"
        case .forgotten(let what):
            "the register forgot what left of \(what), so nothing more leaves of it: somebody said so after a "
                + "backup was put back (maille close)"
        case .waiting(let uses): uses.map(\.description).joined(separator: "\n")
        }
    }
}

extension Policy {
    /// Throws `PublicationRefusal.tooEarly` before the figures of a period that ends on a day may leave.
    package func checkDelay(_ what: String, endingOn day: CivilDay, now: Instant) throws {
        let readyOn = publicationDay(of: day)
        guard CivilDay(containing: now) >= readyOn else {
            throw PublicationRefusal.tooEarly(what, readyOn: readyOn)
        }
    }

    /// Throws `PublicationRefusal.notInForce`.
    package func checkInForce(on day: CivilDay) throws {
        guard isInForce(on: day) else { throw PublicationRefusal.notInForce(policy: id, day) }
    }
}
