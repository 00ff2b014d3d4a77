import Disclosure
package import Metering

/// What restricted figures of some uses leave on: who receives them, by which legal basis, of which measured days.
///
///     let agreement = try UseAgreement(
///         recipient: "Ville de Lyon", uses: ["2a"], basis: "convention 2026-17, article 4", from: day)
///     let number = try releases.add(agreement, now: now)
///
/// It covers the figures of its uses whose period ends on one of its days: the same day has the same agreements,
/// whenever it is published. One is never changed: it is added, and may be ended.
package struct UseAgreement: Hashable, Sendable {
    /// An organisation, as documents name it.
    package let recipient: String
    /// Ascending, each once.
    package let uses: [String]
    /// The article of law or the contract that lets the recipient have the figures. Not a technical policy: the service
    /// of 2018 is none.
    package let basis: String
    package let from: CivilDay
    /// The last measured day; nil where it has no end.
    package let until: CivilDay?
    /// The key of the point list under which the recipient holds points: they do not count for it. Nil of a recipient
    /// that is known to hold none.
    package let holder: String?

    /// Throws `StoreError.badAgreement`.
    package init(
        recipient: String, uses: [String], basis: String, from: CivilDay, until: CivilDay? = nil,
        holder: String? = nil
    ) throws(StoreError) {
        guard UseAgreement.isLine(recipient, upTo: 200) else {
            throw .badAgreement("a recipient's name has 1 to 200 characters on one line")
        }
        guard UseAgreement.isLine(basis, upTo: 500) else {
            throw .badAgreement("a basis has 1 to 500 characters on one line: name the article or the contract")
        }
        guard basis != PolicyLibrary.defaultID else {
            throw .badAgreement("\(basis) is a policy, no legal basis: name the article or the contract")
        }
        guard !uses.isEmpty, uses.allSatisfy({ UseAgreement.isLine($0, upTo: 200) }) else {
            throw .badAgreement("an agreement names one use or more, as sets name them: `maille sets list`")
        }
        if let until, until < from { throw .badAgreement("it would end on \(until), before it begins on \(from)") }
        self.recipient = recipient.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        (self.uses, self.basis) = (Set(uses).sorted(), basis)
        (self.from, self.until, self.holder) = (from, until, holder)
    }

    /// Whether it is with a recipient, by name, however that is capitalised.
    package func isWith(_ recipient: String) -> Bool { self.recipient.lowercased() == recipient.lowercased() }

    private static func isLine(_ text: String, upTo count: Int) -> Bool {
        (1...count).contains(text.count) && !text.contains(where: \.isNewline) && !text.allSatisfy(\.isWhitespace)
    }
}

/// An agreement as the register keeps it.
package struct KeptAgreement: Hashable, Sendable {
    /// From 1 on, in the order in which they were added.
    package let number: Int64
    package let agreement: UseAgreement
    package let addedAt: Instant
    /// Nil of one that nobody ended.
    package let ending: Ending?

    /// The last measured day that an agreement covers once it was ended; the day before it began: none.
    package struct Ending: Hashable, Sendable {
        package let lastDay: CivilDay
        package let endedAt: Instant

        package init(lastDay: CivilDay, endedAt: Instant) {
            self.lastDay = lastDay
            self.endedAt = endedAt
        }
    }

    package init(number: Int64, _ agreement: UseAgreement, addedAt: Instant, ending: Ending?) {
        self.number = number
        self.agreement = agreement
        self.addedAt = addedAt
        self.ending = ending
    }

    /// The last measured day that it covers; nil where it has no end.
    package var lastDay: CivilDay? { [agreement.until, ending?.lastDay].compactMap { $0 }.min() }

    package func covers(_ use: String, on day: CivilDay) -> Bool {
        agreement.uses.contains(use) && agreement.from <= day && lastDay.map { day <= $0 } ?? true
    }

    /// Throws `StoreError.badAgreement` where it may not be ended so: an ended one is not prolonged.
    package func checkEnding(after day: CivilDay) throws(StoreError) {
        if let lastDay, lastDay < day {
            throw .badAgreement("agreement \(number) ends on \(lastDay) already: add another one to go on")
        }
        if day < agreement.from.advanced(by: -1) {
            throw .badAgreement(
                """
                agreement \(number) begins on \(agreement.from): end it after that day, or after \
                \(agreement.from.advanced(by: -1)) so that it covers nothing
                """)
        }
    }
}

extension [KeptAgreement] {
    /// Those under which figures of a use leave whose period ends on a day, in their order.
    package func covering(_ use: String, on day: CivilDay) -> [KeptAgreement] {
        filter { $0.covers(use, on: day) }
    }
}
