package import Metering

/// The energies that a figure is about: figures of one kind may be added to and subtracted from each other.
///
/// Sums, quartiles, means and curves of the same carrier and direction are of one kind, since each of them says
/// something of the same energies.
package struct EnergyKind: Hashable, Sendable {
    package let carrier: Carrier
    package let direction: Direction
    /// Whether these are the differences between an edition and the next, corrected one (`GuardedRelease.correction`).
    package let isOfCorrections: Bool

    package init(carrier: Carrier, direction: Direction, isOfCorrections: Bool = false) {
        self.carrier = carrier
        self.direction = direction
        self.isOfCorrections = isOfCorrections
    }

    /// The kind of the energies themselves, where this is of their corrections.
    package var uncorrected: EnergyKind { EnergyKind(carrier: carrier, direction: direction) }
}

/// Those who see the same figures: the public ones, and their own besides.
package struct Audience: Hashable, Comparable, Sendable {
    /// The caller's number of the audience; 0 is everybody.
    package let id: UInt32
    package static let everybody = Audience(id: 0)

    package init(id: UInt32) { self.id = id }

    package static func < (left: Audience, right: Audience) -> Bool { left.id < right.id }
}

/// A figure that left or is about to, as the guard knows it: who is in it, over which days, for whom. Without its
/// value.
package struct GuardedRelease: Hashable, Sendable {
    package let kind: EnergyKind
    package let panel: Panel
    package let period: ClosedRange<CivilDay>
    package let audience: Audience
    /// The unit in watt-hours (litres for water) to whose multiples the figure is rounded; 1 is unrounded.
    package let unit: Int64

    package init(
        kind: EnergyKind, panel: Panel, period: ClosedRange<CivilDay>, audience: Audience, unit: Int64 = 1
    ) {
        self.kind = kind
        self.panel = panel
        self.period = period
        self.audience = audience
        self.unit = max(1, unit)
    }

    /// The same figure of others.
    package func covering(_ panel: Panel) -> GuardedRelease {
        GuardedRelease(kind: kind, panel: panel, period: period, audience: audience, unit: unit)
    }

    /// The same figure for others.
    package func received(by audience: Audience) -> GuardedRelease {
        GuardedRelease(kind: kind, panel: panel, period: period, audience: audience, unit: unit)
    }

    /// What a new edition reveals beside the old one: the sum of the changes of the points whose energies were
    /// corrected. It is guarded as a figure of its own kind.
    package func correction(changing points: Panel) -> GuardedRelease {
        let differences = EnergyKind(carrier: kind.carrier, direction: kind.direction, isOfCorrections: true)
        return GuardedRelease(
            kind: differences, panel: panel.intersection(points), period: period, audience: audience, unit: unit)
    }
}

/// The least that an attacker must be left unable to tell: of groups of how many holders, and how closely.
package struct Protection: Hashable, Sendable {
    /// No group of fewer distinct active holders may be isolated.
    package let holders: Int
    /// The same of groups of customers who are neither small nor personal (D.111-64), without others among them.
    package let others: Int
    /// The narrowest interval that an attacker may be left with, as a share of the group's energy: 0.2 is ±10 %. The
    /// guard's proof covers 0.2 and less (docs/decisions/0025).
    package let width: Double
    package let pairs: PairRule
    /// The most panels that cross others in a point and month. Nested territories do not count.
    package var crossings = Protection.mostCrossings
    package static let mostCrossings = 8
    /// The most atoms of a component that one test takes whole. In a larger one each small atom is tested among its
    /// neighbours.
    var component = 64
    /// The most unions of weak atoms that one test tries in a component. Where there are more, each weak atom is tested
    /// with the energies of the others fixed.
    var unions = 1_024
    /// The same among an atom's neighbours.
    var unionsNearby = 64
    /// The most atoms that a test looks at, where more are needed than are near.
    var looked = 240

    package init(holders: Int, others: Int? = nil, width: Double = 0.2, pairs: PairRule = .unmasked) {
        self.holders = holders
        self.others = others ?? holders
        self.width = width
        self.pairs = pairs
    }

    /// Which differences of two panels are refused without a further test.
    package enum PairRule: Hashable, Sendable {
        /// `A\B` or `B\A` has points, but too few holders (reliability R5 a, to the letter).
        case every
        /// One has points, but too few holders, and the other at most one holder, who would know what the few
        /// consume. Where the other has two or more, the rank and interval tests decide.
        case unmasked
    }
}

extension Policy {
    /// The protection of figures of a direction: as many holders as the least that a rule without consent asks of a
    /// figure for this visibility, of each clientele by itself. Nil where no such rule applies.
    package func protection(of direction: Direction, for visibility: Visibility) -> Protection? {
        func least(_ clientele: Clientele) -> Int? {
            rules.filter { rule in
                rule.consent == nil && rule.direction == direction && rule.usages.contains(visibility)
                    && rule.clientele.map { $0 == clientele } ?? true
            }.map(\.minimumPoints).min()
        }
        let others = least(.other)
        return (least(.smallOrPersonal) ?? others).map { Protection(holders: $0, others: others) }
    }

    /// Whether a figure was released by a rule that asks every holder's consent.
    package func isAgreed(_ release: Release) -> Bool {
        rules.contains { $0.id == release.rule && $0.consent != nil }
    }
}
