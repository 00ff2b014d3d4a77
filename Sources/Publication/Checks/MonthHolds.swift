import Disclosure
import Store

/// What the guard held in the months of a publication: what the register has of before, and what is held now.
///
/// A panel that was held on a day is held on the others of its month (decision 34), for those who ask for as many
/// holders.
struct MonthHolds {
    private let before: Set<HeldPanel>
    /// The numbers of holders that were asked for before: few.
    private let numbers: Set<Int>
    private var now: [HeldPanel] = []

    init(_ before: Set<HeldPanel> = []) {
        self.before = before
        numbers = Set(before.map(\.holders))
    }

    /// Whether a figure's panel was held on any day of its month.
    func isHeld(_ release: GuardedRelease, askingFor holders: Int) -> Bool {
        numbers.contains { number in
            number <= holders && HeldPanel(release, holders: number).map(before.contains) ?? false
        }
    }

    /// Adds a figure that is held: for the audience in whose view it is, where that would have received it, else for
    /// all who would.
    mutating func add(_ releases: [GuardedRelease], inViewOf audience: Audience, askingFor holders: Int) {
        let concerned = releases.filter { $0.audience == audience }
        now += (concerned.isEmpty ? releases : concerned).compactMap { HeldPanel($0, holders: holders) }
    }

    /// What the register has to keep: what was held first and left after is not held.
    func kept(beside released: [GuardedRelease]) -> [HeldPanel] {
        let numbers = Set(now.map(\.holders))
        let left = Set(released.flatMap { release in numbers.compactMap { HeldPanel(release, holders: $0) } })
        return now.filter { !left.contains($0) }
    }
}
