import Disclosure
import Metering
import Store

/// The single days of a month that left, by set: what a recipient can use in place of a month that is held back.
///
/// A month and its days together tell what each day that was held comes to, so a day that the policy holds may hold its
/// month. The days that left tell nothing new.
struct DaysThatLeft {
    private let month: ClosedRange<CivilDay>
    /// Smallest first.
    private let sets: [(set: PointSet, panel: Panel)]
    private let left: [Panel: [GuardedDays]]

    /// `sets`: with the panel that each has on the month's last day.
    init(in month: ClosedRange<CivilDay>, of sets: [(set: PointSet, panel: Panel)], left: [GuardedDays]) {
        self.month = month
        self.sets = sets.sorted { ($0.panel.count, $0.set.id) < ($1.panel.count, $1.set.id) }
        self.left = Dictionary(grouping: left, by: \.panel)
    }

    /// The smallest set that covers all members, and of which at least nine in ten of the days left for everybody or
    /// for all audiences of a figure; nil where there is none. `receivers`: who receives a set's figures.
    func smallest(
        around members: Panel, for audiences: [Audience], receivers: (PointSet) -> [Audience]
    ) -> (set: PointSet, days: Int)? {
        let least = month.count - month.count / 10
        for (set, panel) in sets where members.subtracting(panel).points.isEmpty {
            guard set.visibility == .public || Set(audiences).isSubset(of: receivers(set)) else { continue }
            let count = days(of: panel, for: set.visibility == .public ? [.everybody] : audiences)
            if count >= least { return (set, count) }
        }
        return nil
    }

    private func days(of panel: Panel, for audiences: [Audience]) -> Int {
        let left = left[panel] ?? []
        return month.all.count { day in
            audiences.allSatisfy { audience in
                left.contains { $0.contains(day) && ($0.audience == audience || $0.audience == .everybody) }
            }
        }
    }
}
