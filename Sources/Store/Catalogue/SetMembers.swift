package import Metering

/// The members of a set that share a carrier and a direction, by the numbers of their channels.
package struct SetMembers: Hashable, Sendable {
    package let carrier: Carrier
    package let direction: Direction
    /// Members that came, left and agreed alike; each run sorted by number.
    package private(set) var runs: [Run] = []

    /// When members belong, and what they agreed to.
    package struct Terms: Hashable, Comparable {
        package let from: CivilDay
        package let until: CivilDay?
        package let consent: Membership.Consent?

        package init(from: CivilDay, until: CivilDay?, consent: Membership.Consent?) {
            self.from = from
            self.until = until
            self.consent = consent
        }

        package static func < (left: Terms, right: Terms) -> Bool { left.order < right.order }

        private var order: (CivilDay, CivilDay, Int) {
            (from, until ?? CivilDay(daysSinceEpoch: .max), consent.map { $0 == .day ? 1 : 2 } ?? 0)
        }

        func covers(_ day: CivilDay) -> Bool { from <= day && until.map { day < $0 } ?? true }
    }

    package struct Run: Hashable {
        package let terms: Terms
        package var numbers: [UInt32]

        package init(terms: Terms, numbers: [UInt32]) {
            self.terms = terms
            self.numbers = numbers
        }
    }

    /// A stay in the set: of a channel that is listed twice from the same day, the later line counts.
    package struct Stay: Hashable {
        package let number: UInt32
        package let from: CivilDay

        package init(number: UInt32, from: CivilDay) {
            self.number = number
            self.from = from
        }
    }

    package init(carrier: Carrier, direction: Direction, runs: [Run] = []) {
        self.carrier = carrier
        self.direction = direction
        self.runs = runs
    }

    package init(carrier: Carrier, direction: Direction, stays: [Stay: Terms]) {
        self.init(carrier: carrier, direction: direction)
        let byTerms = Dictionary(grouping: stays, by: \.value)
        runs = byTerms.sorted { $0.key < $1.key }.map { terms, stays in
            Run(terms: terms, numbers: stays.map(\.key.number).sorted())
        }
    }

    /// The days of a range on which members are others than on the day before or after, or agree to something else, and
    /// its last day: on any other day they are as on one of these.
    package func turns(in days: ClosedRange<CivilDay>) -> Set<CivilDay> {
        let changes = runs.flatMap { [$0.terms.from] + ($0.terms.until.map { [$0.advanced(by: -1), $0] } ?? []) }
        return Set(changes.filter(days.contains) + [days.lowerBound, days.upperBound])
    }

    /// The pages of one list in their order: of a stay that several of them state, the last one counts. The work
    /// follows the number of members. Nil without pages.
    package init?(joining pages: [SetMembers]) {
        guard let first = pages.first else { return nil }
        if pages.count == 1 {
            self = first
        } else if let run = SetMembers.run(of: pages) {
            self.init(carrier: first.carrier, direction: first.direction, runs: [run])
        } else {
            var stays: [Stay: Terms] = [:]
            for run in pages.flatMap(\.runs) {
                for number in run.numbers { stays[Stay(number: number, from: run.terms.from)] = run.terms }
            }
            self.init(carrier: first.carrier, direction: first.direction, stays: stays)
        }
    }

    /// The one run that pages are, where their members came, left and agreed alike and their numbers ascend; else nil.
    private static func run(of pages: [SetMembers]) -> Run? {
        guard var whole = pages[0].runs.first else { return nil }
        for (place, page) in pages.enumerated() {
            guard page.runs.count == 1, page.runs[0].terms == whole.terms else { return nil }
            if place == 0 { continue }
            guard let last = whole.numbers.last, let next = page.runs[0].numbers.first, last < next else { return nil }
            whole.numbers += page.runs[0].numbers
        }
        return whole
    }

    /// Whether any member agreed to share data.
    package var hasConsents: Bool { runs.contains { $0.terms.consent != nil } }

    /// The numbers of all channels that ever belong.
    package var channels: [UInt32] { runs.flatMap(\.numbers) }

    package var count: Int { runs.reduce(0) { $0 + $1.numbers.count } }

    /// The channels that belong throughout a period, ascending and each once, with the finest data that all of
    /// them agreed to share.
    package func present(throughout period: ClosedRange<CivilDay>) -> (
        numbers: [UInt32], consent: Membership.Consent?
    ) {
        let present = runs.filter { $0.terms.covers(period.lowerBound) && $0.terms.covers(period.upperBound) }
        let consents = present.map(\.terms.consent)
        let consent = consents.contains(nil) ? nil : consents.compactMap { $0 }.min()
        guard present.count > 1 else { return (present.first?.numbers ?? [], consent) }
        let sorted = present.flatMap(\.numbers).sorted()
        return (sorted.indices.filter { $0 == 0 || sorted[$0 - 1] != sorted[$0] }.map { sorted[$0] }, consent)
    }
}
