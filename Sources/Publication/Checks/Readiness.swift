import Disclosure
package import Metering
import Store

/// Whether the figures of a day are ready, use by use: enough points have energy, and it is about that of the weeks
/// before.
///
/// A set of which a figure of the period was judged already is not asked again: it leaves once.
struct Readiness {
    private let office: ReleaseOffice
    private let policy: Policy
    private let rule: ReadinessRule
    private let day: CivilDay

    private enum Comparison {
        /// Days before: the same weekday of the four weeks before.
        static let days = [7, 14, 21, 28]
        /// Of figures by themselves, how many times more or less than before is unusual.
        static let unusual: Int128 = 3
        /// One in so many figures of a use may be unusual, and one in any case.
        static let few = 10
    }

    init(_ office: ReleaseOffice, _ policy: Policy, on day: CivilDay) throws {
        (self.office, self.policy, self.day) = (office, policy, day)
        rule = try office.documents.readinessRule()
    }

    /// The uses that wait, of scopes whose period ends on the day. Costs the members' energies over their periods, and
    /// for each daily figure those that left on the same weekday of four weeks.
    func waiting(
        _ scopes: [FigureScope], _ energies: (_ scopes: [FigureScope]) throws -> [ScopeEnergies]
    ) throws -> [WaitingUse] {
        let approved = Set(try office.releases.approvals(of: day).map(\.use))
        let new = try scopes.filter {
            try !approved.contains($0.set.useCase) && !office.releases.hasJudged($0.request, under: policy)
        }
        let byUse = Dictionary(grouping: new) { PublishedUse($0.set) }.sorted { $0.key < $1.key }
        return try byUse.compactMap { use, scopes in
            let energies = try Dictionary(grouping: scopes, by: \.request.period)
                .sorted { $0.key.count < $1.key.count }.flatMap { try energies($0.value) }
            let reason = try completeness(of: use, energies) ?? comparison(energies)
            return reason.map {
                WaitingUse(
                    use: use.use, visibility: use.visibility, day: day, reason: $0, sets: Set(scopes.map(\.set.id)))
            }
        }
    }

    private func completeness(of use: PublishedUse, _ energies: [ScopeEnergies]) -> WaitingUse.Reason? {
        let members = energies.reduce(0) { $0 + $1.scope.channels.count }
        let percent = energies.reduce(0) { $0 + $1.completeness * $1.scope.channels.count } / max(1, members)
        let asked = rule.completeness(of: use.use)
        return members == 0 || percent >= asked ? nil : .incomplete(percent: percent, asked: asked)
    }

    /// Each carrier by itself; what is injected is not compared, since it follows the sky.
    private func comparison(_ energies: [ScopeEnergies]) throws -> WaitingUse.Reason? {
        let byCarrier = Dictionary(grouping: energies.filter { $0.scope.kind.direction == .extraction }) {
            $0.scope.kind.carrier
        }
        for (_, energies) in byCarrier.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            if let reason = try comparison(ofCarrier: energies) { return reason }
        }
        return nil
    }

    /// Figures that left before are what it is compared with: nothing else is read.
    private func comparison(ofCarrier energies: [ScopeEnergies]) throws -> WaitingUse.Reason? {
        var (now, before, compared, unusual) = (Int128(0), Int128(0), 0, 0)
        for figure in energies where figure.scope.set.figureStep == .day {
            guard let usual = try usual(figure.scope), usual > 0 else { continue }
            now += figure.sum
            before += usual
            compared += 1
            if figure.sum * Comparison.unusual < usual || figure.sum > Comparison.unusual * usual { unusual += 1 }
        }
        guard before > 0 else { return nil }
        let percent = Int(clamping: now * 100 / before)
        if !rule.range.contains(percent) { return .unlikeBefore(percent: percent, range: rule.range) }
        if unusual > max(1, compared / Comparison.few) { return .unusual(figures: unusual, of: compared) }
        return nil
    }

    /// The mean of what left on the same weekday of the weeks before; nil where none did.
    private func usual(_ scope: FigureScope) throws -> Int128? {
        let sums = try Comparison.days.compactMap { days in
            let before = scope.on(day.advanced(by: -days))
            return try office.releases.lastRelease(of: before.request, under: policy)?.sum.map { Int128($0) }
        }
        return sums.isEmpty ? nil : sums.reduce(0, +) / Int128(sums.count)
    }
}

/// A use of one visibility: what has documents of its own.
package struct PublishedUse: Hashable, Comparable, Sendable {
    package let use: String
    package let visibility: Visibility

    package init(_ set: PointSet) { (use, visibility) = (set.useCase, set.visibility) }

    package static func < (left: PublishedUse, right: PublishedUse) -> Bool {
        (left.use, left.visibility.rawValue) < (right.use, right.visibility.rawValue)
    }
}
