import Disclosure
import Metering
import Publication
import Store

/// How a territory's month compares with the same month of the year before, in whole percent.
///
/// Both months are published through the release office, so each is lawful, recorded and held against all that left
/// before. What is made of released figures tells nothing more, and needs no further check.
struct MonthComparison {
    let office: ReleaseOffice
    let ledger: any ImportLedger
    let catalogue: any Catalogue
    let policy: Policy

    enum Answer: Equatable {
        /// By how much more, or less where negative, the later month has.
        case percent(Int)
        /// One of the months is held back, or has nothing to compare with.
        case held(reason: String)
    }

    struct UnknownSet: Error, CustomStringConvertible {
        let set: String
        var description: String { "there is no set '\(set)': `maille sets list` names them" }
    }

    /// Costs the members of the set and their energies of both months. Throws `UnknownSet`, and `PublicationRefusal`
    /// before the month is ready.
    func answer(of id: String, _ kind: EnergyKind, _ month: ClosedRange<CivilDay>, now: Instant) throws -> Answer {
        let known = ledger.known()
        guard let set = try catalogue.sets(known).first(where: { $0.id == id }) else { throw UnknownSet(set: id) }
        let monthly = PointSet(
            id: set.id, kind: set.kind, useCase: set.useCase, visibility: set.visibility, figureStep: .month)
        let months = [MonthComparison.yearBefore(month), month]
        try policy.checkDelay("\(month.lowerBound)", endingOn: month.upperBound, now: now)
        var request = PublicationRequest([monthly], on: months.map(\.upperBound), under: policy)
        request.isAsked = { $0.carrier == kind.carrier && $0.direction == kind.direction }
        let published = try office.publish(request, known, now: now)
        // Restricted figures leave by an agreement about their use.
        if let waiting = published.waiting.first { return .held(reason: waiting.description) }
        return MonthComparison.compare(published.days.map { $0.first?.verdict })
    }

    private static func compare(_ verdicts: [DisclosedVerdict?]) -> Answer {
        var sums: [Int64] = []
        for verdict in verdicts {
            switch verdict {
            case .released(let release): if let sum = release.sum { sums.append(sum) }
            case .suppressed(let held): return .held(reason: held.reason.english)
            case nil: return .held(reason: "nobody belonged to the set throughout the month")
            }
        }
        guard sums.count == 2, let before = sums.first, let after = sums.last, before > 0 else {
            return .held(reason: "no energy")
        }
        return .percent(Int((after - before) * 100 / before))
    }

    private static func yearBefore(_ month: ClosedRange<CivilDay>) -> ClosedRange<CivilDay> {
        let (year, number, _) = month.lowerBound.components
        let first = CivilDay(year: year - 1, month: number, day: 1) ?? month.lowerBound
        return FigureStep.month.period(of: first)
    }
}
