package import Metering

/// A customer's answer to a data need: the state that its events lead to.
package struct Consent: Hashable, Sendable {
    package let consent: ConsentID
    package let terms: ConsentTerms
    package private(set) var choice: ConsentChoice?
    package private(set) var state: ConsentState
    /// When it came into this state.
    package private(set) var since: Instant
    package private(set) var acceptedAt: Instant?
    package let history: [ConsentEvent]

    package init(_ consent: ConsentID, folding history: [ConsentEvent]) throws(ConsentFault) {
        guard let first = history.first, first.kind == .drafted, let terms = first.terms else {
            throw .unfounded
        }
        self.consent = consent
        self.terms = terms
        self.history = history
        (state, since) = (.drafted, first.at)
        for event in history.dropFirst() {
            guard let next = state.next(event.kind) else { throw .impossible(event.kind, in: state) }
            (state, since) = (next, event.at)
            if event.kind == .accepted { (choice, acceptedAt) = (event.choice, event.at) }
        }
    }

    /// The first moment at which it no longer holds, whatever else happens; nil before it was accepted.
    package var ends: Instant? {
        acceptedAt.map { CivilDay(containing: $0).advanced(months: terms.durationMonths).start }
    }

    /// How long a request waits for its answer.
    private static let requestMonths = 3

    /// When a request that nobody answered counts no more; nil once it was answered.
    var lapses: Instant? {
        guard state == .drafted || state == .sent else { return nil }
        return CivilDay(containing: since).advanced(months: Consent.requestMonths).start
    }

    /// Whether data may be read now: active, and its time not over – also before the daily job has written that down.
    package func isInForce(at now: Instant) -> Bool {
        guard state == .active, let acceptedAt, let ends else { return false }
        return acceptedAt <= now && now < ends
    }

    /// The days of a question that it covers; nil where none is, or the carrier, the direction or the step is not
    /// among what the customer agreed to.
    package func clip(
        _ days: ClosedRange<CivilDay>, carrier: Carrier, direction: Direction, step: FigureStep
    ) -> ClosedRange<CivilDay>? {
        guard let choice, let acceptedAt, let ends, let needed = Granularity(needed: step),
            choice.granularity.intersection(terms.granularity).isSuperset(of: needed),
            terms.carriers.contains(carrier), terms.directions.contains(direction)
        else { return nil }
        let earliest = CivilDay(containing: acceptedAt).advanced(months: -terms.pastMonths)
        let first = max(days.lowerBound, max(earliest, choice.from ?? earliest))
        let last = min(days.upperBound, CivilDay(containing: ends).advanced(by: -1))
        return first <= last ? first...last : nil
    }
}
