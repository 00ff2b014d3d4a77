package import Disclosure
package import Metering
package import Publication
package import Store

/// Tables of annual energies by territory, sector and year with all their margins, as documents.
package struct AnnualTables {
    private let office: ReleaseOffice
    private let releases: any ReleaseRegister
    private let policy: Policy
    private let now: Instant
    /// Why a table may leave although its years are not complete; nil: it is refused.
    package var approval: String?

    package init(
        _ office: ReleaseOffice, _ releases: any ReleaseRegister, policy: Policy, now: Instant
    ) {
        self.office = office
        self.releases = releases
        self.policy = policy
        self.now = now
    }

    /// Publishes the table of all territories of some kinds (`ReleaseOffice.publishTable`).
    package func publish(
        kinds: [String], years: ClosedRange<Int>, _ carrier: Carrier = .electricity,
        _ direction: Direction = .extraction
    ) throws -> PublishedDocuments {
        let table = try office.publishTable(request(kinds, years, carrier, direction), now: now)
        let last = CivilDay(year: years.upperBound, month: 12, day: 31) ?? CivilDay(containing: now)
        return try PublishedDocuments(
            of: table.figures, on: last, visibility: .public, policy: policy, office, releases, now: now,
            remarks: table.closes.map { "\($0) is closed: later tables of it are made of the same energies" })
    }

    /// What `publish` would do; nothing is recorded.
    package func dryRun(
        kinds: [String], years: ClosedRange<Int>, _ carrier: Carrier = .electricity,
        _ direction: Direction = .extraction
    ) throws -> TableTrial {
        try office.tryTable(request(kinds, years, carrier, direction), now: now)
    }

    private func request(
        _ kinds: [String], _ years: ClosedRange<Int>, _ carrier: Carrier, _ direction: Direction
    ) -> TableRequest {
        var request = TableRequest(
            kinds: kinds, years: years, EnergyKind(carrier: carrier, direction: direction), under: policy)
        request.approval = approval
        return request
    }
}
