import Metering
import Store

/// The months of buildings that were published in this process, and those that wait to be.
struct BuildingBacklog {
    private struct Key: Hashable {
        let question: BuildingTotals.Question
        let month: ClosedRange<CivilDay>
    }

    /// A month as of an import; nil where no point belonged to the building, or where it could not be published.
    private struct Published {
        let month: BuildingTotals.Month?
        let horizon: Revision
    }

    private var published: [Key: Published] = [:]
    private var waiting: [BuildingTotals.Question: Set<ClosedRange<CivilDay>>] = [:]
    /// The questions that wait, in the order in which they came.
    private var order: [BuildingTotals.Question] = []

    private enum Limit {
        /// Some hundred bytes each. Beyond, all are forgotten: who reads one has it published again, as it was.
        static let published = 200_000
        /// Beyond, nothing more is noted: who reads asks again.
        static let waiting = 100_000
    }

    func month(_ month: ClosedRange<CivilDay>, of question: BuildingTotals.Question) -> BuildingTotals.Month? {
        published[Key(question: question, month: month)]?.month
    }

    /// Whether a month was published as of what was known after an import.
    func isCurrent(
        _ month: ClosedRange<CivilDay>, of question: BuildingTotals.Question, _ horizon: Revision
    ) -> Bool {
        published[Key(question: question, month: month)].map { $0.horizon >= horizon } ?? false
    }

    mutating func note(_ months: [ClosedRange<CivilDay>], of question: BuildingTotals.Question) {
        if months.isEmpty { return }
        if waiting[question] == nil {
            guard order.count < Limit.waiting else { return }
            order.append(question)
        }
        waiting[question, default: []].formUnion(months)
    }

    /// The earliest month of the question that waits longest and is not published as of an import. The question goes to
    /// the end where it has more.
    mutating func takeNext(as known: Revision) -> (BuildingTotals.Question, ClosedRange<CivilDay>)? {
        while !order.isEmpty {
            let question = order.removeFirst()
            let months = (waiting.removeValue(forKey: question) ?? [])
                .filter { !isCurrent($0, of: question, known) }
                .sorted { $0.lowerBound < $1.lowerBound }
            guard let first = months.first else { continue }
            if months.count > 1 {
                waiting[question] = Set(months.dropFirst())
                order.append(question)
            }
            return (question, first)
        }
        return nil
    }

    /// Notes that a month could not be published as of an import: it is tried again once another came.
    mutating func fail(_ days: ClosedRange<CivilDay>, of question: BuildingTotals.Question, _ horizon: Revision) {
        let key = Key(question: question, month: days)
        published[key] = Published(month: published[key]?.month, horizon: horizon)
    }

    mutating func keep(
        _ month: BuildingTotals.Month?, _ days: ClosedRange<CivilDay>, of question: BuildingTotals.Question,
        _ horizon: Revision
    ) {
        if published.count >= Limit.published { published.removeAll() }
        published[Key(question: question, month: days)] = Published(month: month, horizon: horizon)
    }
}
