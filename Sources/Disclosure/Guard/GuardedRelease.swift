package import Metering

/// What adds up: figures of one stream may be subtracted from each other.
///
/// Sums, quartiles, means and curves of the same carrier and direction are one stream, since each of them says
/// something of the same energies.
package struct Stream: Hashable, Sendable {
    package let carrier: Carrier
    package let direction: Direction
    /// The differences that corrected editions give away (`GuardedRelease.correction`).
    package let isOfCorrections: Bool

    package init(carrier: Carrier, direction: Direction, isOfCorrections: Bool = false) {
        self.carrier = carrier
        self.direction = direction
        self.isOfCorrections = isOfCorrections
    }
}

/// Who sees a figure. Everybody sees the public ones, and an audience its own besides.
package struct Audience: Hashable, Sendable {
    /// The caller's number of the audience; 0 is the public.
    package let id: UInt32
    package static let everybody = Audience(id: 0)

    package init(id: UInt32) { self.id = id }
}

/// A figure that left, or is about to: what an attacker has to work with.
package struct GuardedRelease: Hashable, Sendable {
    package let stream: Stream
    package let panel: Panel
    package let period: ClosedRange<CivilDay>
    package let audience: Audience
    /// Figures are published as multiples of so many watt-hours (litres), rounded to the nearest: 1 is unrounded.
    package let unit: Int64

    package init(
        stream: Stream, panel: Panel, period: ClosedRange<CivilDay>, audience: Audience, unit: Int64 = 1
    ) {
        self.stream = stream
        self.panel = panel
        self.period = period
        self.audience = audience
        self.unit = max(1, unit)
    }

    /// What a new edition gives away beside the old one: what the points whose energies were corrected changed by
    /// together. It is guarded as a figure of its own.
    package func correction(changing points: Panel) -> GuardedRelease {
        let differences = Stream(carrier: stream.carrier, direction: stream.direction, isOfCorrections: true)
        return GuardedRelease(
            stream: differences, panel: panel.intersection(points), period: period, audience: audience, unit: unit)
    }
}

/// How much a group of points is protected.
package struct Protection: Hashable, Sendable {
    /// No group of fewer distinct active holders may be isolated.
    package let holders: Int
    /// The narrowest interval that an attacker may be left with, as a share of the group's energy: 0.2 is ±10 %.
    package let width: Double
    package let pairs: PairRule
    /// The most atoms that are looked at all together; of more, the surroundings of each small one.
    var component = 64

    package init(holders: Int, width: Double = 0.2, pairs: PairRule = .unmasked) {
        self.holders = holders
        self.width = width
        self.pairs = pairs
    }

    /// Which differences of two sets are refused without looking further.
    package enum PairRule: Hashable, Sendable {
        /// `A\B` or `B\A` has points, but too few holders (reliability R5 a, to the letter).
        case every
        /// One has points, but too few holders, and the other at most one holder, who would know what the few
        /// consume. Where the other has two or more, the rank and interval tests decide.
        case unmasked
    }
}

extension Policy {
    /// How much figures of a direction protect: as many holders as the least that a rule without consent asks of a
    /// figure for this usage and any of these clienteles. Nil where no such rule speaks of it.
    package func protection(
        of direction: Direction, for usage: Usage, _ clienteles: Set<Clientele> = [.smallOrPersonal]
    ) -> Protection? {
        rules.filter { rule in
            rule.consent == nil && rule.direction == direction && rule.usages.contains(usage)
                && rule.clientele.map(clienteles.contains) ?? true
        }.map(\.minimumPoints).min().map { Protection(holders: $0) }
    }

    /// Whether a figure left by a rule that every holder's consent opened.
    package func isAgreed(_ release: Release) -> Bool {
        rules.contains { $0.id == release.rule && $0.consent != nil }
    }
}
