import Disclosure
import Metering
import Store

/// The differencing guards of an office, from one publication to the next: what left in a month is read once.
///
/// Memory grows with the panels of the months that were asked about in the last fourteen, not with the population. One
/// publication at a time uses them.
struct OfficeGuards {
    /// Panels are of one kind of energy; what protects its figures is the policy's.
    private struct Key: Hashable {
        let kind: EnergyKind
        let everybody: Protection
        let restricted: Protection
    }

    /// A guard, and who was told to know what.
    private struct Entry {
        let guarding: DisclosureGuard
        var audiences: Set<Audience>
        var month: CivilDay
        /// As of which import energies were asked for last.
        var horizon: Revision
    }

    private var entries: [Key: Entry] = [:]
    /// The recipients that they tell apart.
    private var distinguished = Recipients.Distinguished.none
    /// By which they know what figures of mains cover.
    private var subMeters = SubMeters()
    /// What the register had recorded when they last saw it (`ReleaseRegister.guardedRecordings`).
    var recordings = 0

    private static let daysKept = 430

    /// The guard of a kind of energy, with all that left in the months around a period (`earlier`), for the points
    /// there are now and what audiences know now. Where other recipients are told apart than before, or
    /// other sub-meters are known, all is read again.
    mutating func prepared(
        for kind: EnergyKind, _ everybody: Protection, _ restricted: Protection, _ population: Population,
        knowing audiences: [Audience: Panel], _ distinguished: Recipients.Distinguished,
        _ period: ClosedRange<CivilDay>,
        _ earlier: PastReleases, as known: Known, _ subMeters: SubMeters
    ) -> DisclosureGuard {
        if distinguished != self.distinguished || subMeters != self.subMeters {
            (entries, self.distinguished, self.subMeters) = ([:], distinguished, subMeters)
        }
        let key = Key(kind: kind, everybody: everybody, restricted: restricted)
        let month = period.upperBound.firstOfMonth
        var entry =
            entries[key]
            ?? Entry(
                guarding: DisclosureGuard(population, everybody: everybody, restricted: restricted, known: audiences),
                audiences: Set(audiences.keys), month: month, horizon: known.horizon)
        let guarding = entry.guarding
        if entries[key] != nil {
            guarding.replace(population)
            for audience in entry.audiences.union(audiences.keys) {
                guarding.replace(knownTo: audience, with: audiences[audience] ?? Panel([]))
            }
            entry.audiences = Set(audiences.keys)
            if entry.horizon != known.horizon {
                guarding.energiesChanged()
                entry.horizon = known.horizon
            }
        }
        if month > entry.month {
            guarding.forget(before: month.advanced(by: -OfficeGuards.daysKept))
            entry.month = month
        }
        guarding.prepare(for: period) { earlier.figures(of: kind, in: $0, distinguished) }
        entries[key] = entry
        return guarding
    }

    /// Energies of days that left are others now.
    func energiesChanged() { for entry in entries.values { entry.guarding.energiesChanged() } }

    /// Tells every guard what left in a publication that is recorded: guards of other policies must count it too.
    func tell(_ released: [GuardedRelease]) {
        for (key, entry) in entries {
            for release in released where release.kind.uncorrected == key.kind.uncorrected {
                for audience in distinguished.having(release.audience) {
                    entry.guarding.restore(release.received(by: audience))
                }
            }
        }
    }
}

extension PastReleases {
    /// What left of a kind of energy in a month, corrections too, for each who counts as having it.
    fileprivate func figures(
        of kind: EnergyKind, in month: ClosedRange<CivilDay>, _ distinguished: Recipients.Distinguished
    ) -> PastFigures {
        PastFigures(
            days: days.filter { $0.kind.uncorrected == kind.uncorrected && $0.month == month.lowerBound }
                .flatMap { days in distinguished.having(days.audience).map(days.received) },
            longer: longer.filter { $0.kind.uncorrected == kind.uncorrected && $0.period.overlaps(month) }
                .flatMap { release in distinguished.having(release.audience).map(release.received) })
    }
}
