import Access
import Metering
import Services
import Store

extension Tenant {
    /// Notes the last twelve months of every building with a mandate, so that they are published before its manager
    /// asks.
    func prepareBuildingTotals(now: Instant) throws {
        guard kind.may(.buildingTotals) else { return }
        let mandates = try access.read(in: id) { try $0.records(Mandate.self) }.filter { $0.isCurrent(at: now) }
        for mandate in mandates {
            let question = BuildingTotals.Question(
                building: mandate.set, carrier: .electricity, requester: mandate.countingKey)
            try buildings.prepare(BuildingQuestion.lastMonths(before: now), of: question, now: now)
        }
    }
}
