package import Metering

/// How far the persons concerned were told.
package struct BreachLetters: Hashable, Sendable {
    /// For whom an e-mail was queued.
    package fileprivate(set) var told = 0
    /// Of these, whose e-mail waits to leave still, and whose was given up.
    package fileprivate(set) var waiting = 0
    package fileprivate(set) var givenUp = 0
    /// Who has an account with a proven address, and was not told yet.
    package fileprivate(set) var untold = 0
    /// Who cannot be written to: no account, or no proven address (art. 34(3)(c): tell the public).
    package fileprivate(set) var unreachable = 0

    /// What became of an e-mail.
    package enum Fate { case left, waiting, givenUp }
}

/// What one person is to be told of a breach.
package struct BreachNews: Sendable {
    package let breach: Breach
    package let judgement: BreachJudgement
    package let person: PersonalAttributes
    package let subject: SubjectID
    package let extent: BreachExtent
    /// What the recipients of the extent are called.
    package let recipients: [String]
    package let at: Instant
}

extension Breaches {
    /// Costs the persons of the breach. `fate` says of an e-mail's identifier what became of it.
    package func letters(
        of id: String, fate: (String, any RecordReading) throws -> BreachLetters.Fate = { _, _ in .left }
    ) throws -> BreachLetters {
        var letters = BreachLetters()
        try readPages(of: id) { people, store in
            for person in people {
                if let letter = person.letter {
                    letters.told += 1
                    switch try fate(letter, store) {
                    case .left: break
                    case .waiting: letters.waiting += 1
                    case .givenUp: letters.givenUp += 1
                    }
                } else if try store.record(Account.self, person.concerned.text)?.isVerified == true {
                    letters.untold += 1
                } else {
                    letters.unreachable += 1
                }
            }
        }
        return letters
    }

    /// Tells everybody concerned who was not told yet, each in the transaction that notes it: once, whatever is
    /// interrupted. `queue` adds the message and gives its identifier. Gives how many were told.
    ///
    /// Throws `BreachFault.otherCount` unless `confirmed` is how many there are to tell: nobody writes to people by
    /// mistake.
    package func tell(
        _ id: String, confirmed: Int, by clerk: Agent, now: Instant,
        queue: (BreachNews, any RecordTransaction) throws -> String
    ) throws -> Int {
        let breach = try breach(id)
        guard breach.closedAt == nil else { throw BreachFault.closed(id) }
        guard let judgement = try judgement(of: breach) else { throw BreachFault.notJudged(id) }
        let untold = try letters(of: id).untold
        guard untold == confirmed else { throw BreachFault.otherCount(untold) }
        var told = 0
        try changePages(of: id) { people, store in
            for var person in people where person.letter == nil {
                guard let news = try news(of: person, breach, judgement, store, now: now) else { continue }
                person.letter = try queue(news, store)
                person.toldAt = now
                try store.put(person)
                try store.note(.breachTold, by: clerk, subject: person.concerned, purpose: id, keys, now: now)
                told += 1
            }
        }
        return told
    }

    /// Nil for whom there is no proven address.
    private func news(
        of person: BreachPerson, _ breach: Breach, _ judgement: BreachJudgement, _ store: any RecordReading,
        now: Instant
    ) throws -> BreachNews? {
        guard let account = try store.record(Account.self, person.concerned.text), account.isVerified,
            let key = try store.subjectKey(of: person.concerned, keys)
        else { return nil }
        let extent: BreachExtent = try key.open(person.extent, as: BreachExtent.field)
        let names = try extent.recipients.map { try store.record(Recipient.self, $0.text)?.name ?? $0.text }
        return BreachNews(
            breach: breach, judgement: judgement,
            person: try key.open(account.attributes, as: PersonalAttributes.field),
            subject: person.concerned, extent: extent, recipients: names.sorted(), at: now)
    }
}
