package import Access
package import Metering
package import Services
import Store

/// What a manager asks of a building: its totals of some months, through the access decision point and the disclosure
/// gate.
package struct BuildingQuestion {
    package let building: String
    package let carrier: Carrier
    /// Whole months, one after the other.
    package let months: [ClosedRange<CivilDay>]

    package init(building: String, carrier: Carrier, months: [ClosedRange<CivilDay>]) {
        self.building = building
        self.carrier = carrier
        self.months = months
    }

    /// Twelve whole months, the last of which is over.
    package static func lastMonths(before now: Instant) -> [ClosedRange<CivilDay>] {
        var months: [ClosedRange<CivilDay>] = []
        var first = FigureStep.month.period(of: CivilDay(containing: now)).lowerBound
        for _ in 1...12 {
            let month = FigureStep.month.period(of: first.advanced(by: -1))
            months.append(month)
            first = month.lowerBound
        }
        return months.reversed()
    }

    /// The caller's mandates, by building.
    package static func mandates(_ call: Call) throws -> [Mandate] {
        guard case .person(let session, _) = call.caller else { return [] }
        return try call.tenant.access.read(in: call.tenant.id) {
            try $0.mandates(of: session.account, now: call.now)
        }.sorted { $0.set < $1.set }
    }

    /// The months that may be told, as they were published: reading publishes nothing. A building without a mandate and
    /// one that is not there are refused alike, by the access decision point.
    package func answer(_ call: Call) throws -> BuildingTotals.Told {
        guard case .person(let session, _) = call.caller, let first = months.first, let last = months.last else {
            throw Problem.notYourRole
        }
        let points = try call.tenant.buildings.points(of: building, carrier, in: months)
        let grant = try call.tenant.decisions.grant(
            ReadRequest(
                by: .buildingManager(session.account), about: .building(set: building, points: points),
                carrier: carrier, days: first.lowerBound...last.upperBound, step: .month,
                purpose: "building totals", request: call.id), now: call.now)
        guard let set = try call.tenant.catalogue.sets(call.known(at: nil)).first(where: { $0.id == building })
        else {
            throw Problem.notFound
        }
        return try granted(set, by: grant, call)
    }

    /// The months in which nothing was received of the building, whatever was judged of them. For who was answered.
    /// Costs what `MeasureStore.forEachChange` costs, for each month.
    package func emptyMonths(_ call: Call) throws -> [ClosedRange<CivilDay>] {
        let known = try call.known(at: nil)
        let members = try call.tenant.catalogue.members(of: building, known).members.filter {
            $0.carrier == carrier && $0.direction == .extraction
        }
        return try months.filter { month in
            let channels = ChannelNumbers(members.flatMap { $0.present(throughout: month).numbers })
            var isEmpty = true
            try call.tenant.measures.forEachChange(of: channels, in: month, after: Revision(0), known) { _, _ in
                isEmpty = false
            }
            return isEmpty
        }
    }

    /// The months that a grant lets be told whole; it is used up.
    private func granted(_ set: PointSet, by grant: consuming Grant, _ call: Call) throws -> BuildingTotals.Told {
        var covered: [ClosedRange<CivilDay>] = []
        for month in months where grant.covers(month.lowerBound) && grant.covers(month.upperBound) {
            covered.append(month)
        }
        guard let mandate = try BuildingQuestion.mandates(call).first(where: { $0.set == set.id }) else {
            throw Problem.notFound
        }
        let question = BuildingTotals.Question(
            building: set.id, carrier: carrier, requester: mandate.countingKey)
        return try call.tenant.buildings.told(covered, of: question, now: call.now)
    }
}
