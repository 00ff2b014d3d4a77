/// A panel about to be tested over a span of one month.
struct Candidate {
    let panel: Panel
    let span: MonthSpan
    /// The unit to which its figure is rounded.
    let unit: Int64
    let energies: PointEnergies?

    /// What a figure asks in each month that it touches.
    static func parts(of release: GuardedRelease, _ energies: PointEnergies?) -> [Candidate] {
        MonthSpan.parts(of: release.period).map {
            Candidate(panel: release.panel, span: $0, unit: release.unit, energies: energies)
        }
    }

    /// Whether its figure tells anything of a span of its month besides what figures of its panel told: not where these
    /// tell the span, so that a month is tested over its other days. Nor where no energy of any member is known, as
    /// before the first files came.
    func tells(_ span: MonthSpan, besides told: ReleasedPeriods?) -> Bool {
        if let told, told.imply(span, unit: unit) { return false }
        guard let energies else { return true }
        return panel.points.contains { energies($0, span.period) != nil }
    }

    /// Its figure and others of its panel.
    func periods(beside others: ReleasedPeriods?) -> ReleasedPeriods {
        (others ?? ReleasedPeriods()).adding(span, unit: unit)
    }

    enum Outcome {
        /// `isNew` says that the panel was not among the others.
        case admitted(isNew: Bool)
        /// Compatible with the others, and held for the energies of the days asked.
        case held(HoldReason)
        /// Not compatible with the others whatever its energies.
        case incompatible(HoldReason)

        var reason: HoldReason? {
            switch self {
            case .admitted: nil
            case .held(let reason), .incompatible(let reason): reason
            }
        }

        /// Whether a panel was added to the others.
        var isNewPanel: Bool { if case .admitted(let isNew) = self { isNew } else { false } }
    }
}
