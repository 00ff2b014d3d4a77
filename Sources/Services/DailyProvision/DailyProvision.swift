package import Disclosure
package import Metering
package import Publication
package import Store

/// The daily data provision service: for a measured day, what each set may receive, as documents.
package struct DailyProvision: Sendable {
    private let office: ReleaseOffice
    private let releases: any ReleaseRegister
    private let policy: Policy
    private let now: Instant
    private let isEstimating: Bool
    private let circumstances: Circumstances
    /// Why figures may leave that are not ready (`ReadinessRule`), by use; others wait.
    package var approvals: [String: String] = [:]
    /// Told of each read of energies: of how many channels (nil: all), over how many days.
    package var watch: (@Sendable (_ channels: Int?, _ days: Int) -> Void)?
    /// Told of each figure that the guard held, once the verdicts are recorded: for the operator alone.
    package var watchHold: (@Sendable (GuardHold) -> Void)?

    /// There are no sets of the visibility that is asked for.
    package struct NoSets: Error, CustomStringConvertible {
        package var description: String { "there are no sets: import them with `maille sets import FILE`" }
    }

    /// `now` decides which days are ready; `isEstimating` lets filled curves count, marked as estimates, on days of
    /// which no figure left yet.
    package init(
        _ office: ReleaseOffice, _ releases: any ReleaseRegister, policy: Policy, now: Instant,
        isEstimating: Bool = false, _ circumstances: Circumstances = Circumstances()
    ) {
        self.office = office
        self.releases = releases
        self.policy = policy
        self.now = now
        self.isEstimating = isEstimating
        self.circumstances = circumstances
    }

    /// Publishes every set (of one visibility, or of all) for the day.
    ///
    /// Sets with monthly figures take part on the last day of the month, those with annual ones on that of the year.
    /// `known`: what it is made of; nil: what is known when the publication has its turn. Restricted uses that no
    /// agreement covers, and uses that are not ready, wait (`PublishedDocuments.waiting`); where all that is asked
    /// waits, it is refused. Throws
    /// `PublicationRefusal` and `NoSets`.
    package func publish(
        _ day: CivilDay, for visibility: Visibility? = nil, _ known: Known? = nil
    ) throws -> PublishedDocuments {
        try policy.checkDelay("\(day)", endingOn: day, now: now)
        try policy.checkInForce(on: day)
        var request = PublicationRequest(on: [day], under: policy) { sets in
            let chosen = sets.filter { visibility == nil || $0.visibility == visibility }
            guard !chosen.isEmpty else { throw NoSets() }
            return chosen
        }
        (request.isEstimating, request.circumstances) = (isEstimating, circumstances)
        request.approvals = approvals
        (request.watch, request.watchHold) = (watch, watchHold)
        let published = try office.publish(request, known, now: now)
        if published.days[0].isEmpty, !published.waiting.isEmpty {
            throw PublicationRefusal.waiting(published.waiting)
        }
        return try PublishedDocuments(
            of: published, on: day, visibility: visibility, policy: policy, office, releases, now: now,
            remarks: published.isEstimating[0] == isEstimating ? [] : [isEstimating ? .closedWithout : .closedWith])
    }
}
