import Metering

/// The members that count for a figure under a rule, with what the rule's conditions need of them.
///
/// Holders and dominance are computed over all members with data, those that do not count as zero: the work, and so the
/// time of a refusal, does not depend on how many have energy.
struct CountedEnergies {
    private let energies: SetEnergies
    private let requester: Requester
    private let rule: Policy.Rule
    private let range: ClosedRange<Int64>

    /// Counts every member with data where the rule asks for consent, else those with energy.
    init(_ energies: SetEnergies, under rule: Policy.Rule, for requester: Requester) {
        (self.energies, self.requester, self.rule) = (energies, requester, rule)
        guard rule.consent == nil else {
            range = .min ... .max
            return
        }
        range = 1 ... .max
    }

    /// Whether a member is atypical under a rule that asks for no consent and excludes those (D.111-63).
    ///
    /// The figure is held then. Without the member it would be another one than over a longer period, or in a larger
    /// set, in which the member is not atypical: the difference would be its energy.
    var hasAtypical: Bool {
        guard rule.consent == nil, let ceiling = rule.atypicalCeiling(of: energies.active.map(\.total)) else {
            return false
        }
        return energies.active.contains { $0.total > ceiling }
    }

    var members: [SetEnergies.Member] { energies.reporting.filter { range.contains($0.total) } }

    private func isAskers(_ member: SetEnergies.Member) -> Bool {
        energies.isControlled(member, by: requester, under: rule)
    }

    /// Whether a member counts and is not the requester's.
    private func isOthers(_ member: SetEnergies.Member) -> Bool {
        range.contains(member.total) && !isAskers(member)
    }

    /// Distinct holders other than the requester.
    var holders: Int {
        energies.reporting.reduce(into: HolderCount()) { $0.add($1.holder, counting: isOthers($1)) }.count
    }

    /// Whether one holder dominates the sum without the requester's points, or could be told from it too closely
    /// (`HolderDeviation`).
    func isDominated(_ dominance: DominanceRule, under rule: Policy.Rule) -> Bool {
        var (total, leaders, several) = (Int64(0), Leaders(), [Holder: Int64]())
        for member in energies.reporting {
            let energy = isOthers(member) ? member.total : 0
            total += energy
            if member.holder == .itself {
                leaders.admit(energy)
            } else {
                several[member.holder, default: 0] += energy
            }
        }
        for sum in several.values { leaders.admit(sum) }
        return dominance.isDominated(total, by: leaders, largestSharePercent: rule.largestSharePercent)
            || leaders.showHolder
    }

    func points(under rule: Policy.Rule) -> [Release.PointFigure]? {
        guard rule.forms.contains(.points) else { return nil }
        return members.compactMap { member in
            energies.name(of: member).map {
                Release.PointFigure(point: $0, total: member.total, quality: member.quality.name)
            }
        }.sorted { $0.point < $1.point }
    }

    func quartiles(under rule: Policy.Rule) -> Quartiles? {
        guard rule.forms.contains(.quartiles), let unit = rule.quartileUnit else { return nil }
        switch rule.quartileForm ?? .centralMean {
        case .interpolated: return Quartiles(interpolating: members.map(\.total), roundedUpTo: unit)
        case .centralMean: return Quartiles(centralMeansOf: members, roundedUpTo: unit, isAskers: isAskers)
        }
    }
}

extension Policy.Rule {
    /// The total above which a member is atypical: a multiple of the median, limited to 64 bits. Nil where the rule
    /// excludes none.
    func atypicalCeiling(of totals: [Int64]) -> Int64? {
        guard let atypicalMultiple, !totals.isEmpty else { return nil }
        return Int64(clamping: Int128(totals.sorted()[totals.count / 2]) * Int128(atypicalMultiple))
    }
}
