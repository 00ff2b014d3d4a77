import Metering

/// What a person's answer to a client makes of the consents to its recipient. All of it happens together, or nothing.
package struct ConsentAnswers: Hashable, Sendable {
    /// A consent that the person gives now.
    package struct Giving: Hashable, Sendable {
        package let need: DataNeedID
        package let occupancy: OccupancyID
        package let choice: ConsentChoice
        /// The consent that says something else of the same, and ends with this one.
        package let replacing: ConsentID?

        package init(
            _ need: DataNeedID, of occupancy: OccupancyID, _ choice: ConsentChoice, replacing: ConsentID? = nil
        ) {
            self.need = need
            self.occupancy = occupancy
            self.choice = choice
            self.replacing = replacing
        }
    }

    /// In force, and they stay so.
    package var kept: Set<ConsentID> = []
    package var given: [Giving] = []
    /// Those of which nothing is ticked any more.
    package var withdrawn: [ConsentID] = []

    package init(kept: Set<ConsentID> = []) { self.kept = kept }

    package var isEmpty: Bool { kept.isEmpty && given.isEmpty }
}

extension AuthorizationServer {
    /// Makes a person's answers to a client true, and gives the consents that its tokens stand for. What is withdrawn
    /// ends first: at no moment holds more than the person ever ticked. Throws `access_denied` before anything is
    /// written where a consent is not in force or could not be carried out, and `ConsentFault`.
    func carryOut(
        _ answers: ConsentAnswers, to client: ClientID, by account: AccountID, _ store: any RecordTransaction,
        now: Instant
    ) throws -> Set<ConsentID> {
        try check(answers.kept, of: account, for: client, store, now: now)
        guard try answers.given.isEmpty || isServed(client, store, now: now) else {
            throw OAuthError(.accessDenied, "the recipient has no agreement with the operator")
        }
        let consents = Consents(self.store, keys)
        for id in answers.withdrawn + answers.given.compactMap(\.replacing) {
            _ = try consents.revoke(id, by: account, store, now: now)
        }
        var all = answers.kept
        for giving in answers.given {
            let asked = try consents.ask(giving.need, of: giving.occupancy, by: .client(client), store, now: now)
            let given = try consents.accept(asked.consent, giving.choice, by: account, store, now: now).consent
            if let former = giving.replacing { try replace(former, by: given, of: account, store) }
            all.insert(given)
        }
        return all
    }

    private func isServed(_ client: ClientID, _ store: any RecordReading, now: Instant) throws -> Bool {
        guard let recipient = try store.record(OAuthClient.self, client.text)?.recipient else { return false }
        return try store.agreement(with: recipient, now: now) != nil
    }

    /// The person's other devices go on under the new consent: it is the same person's word to the same recipient.
    private func replace(
        _ former: ConsentID, by new: ConsentID, of account: AccountID, _ store: any RecordTransaction
    ) throws {
        for var family in try store.records(TokenFamily.self, about: SubjectID(account)) {
            guard !family.isRevoked, var consents = family.consents, consents.remove(former) != nil else { continue }
            consents.insert(new)
            family.consents = consents
            try store.put(family)
        }
    }
}
