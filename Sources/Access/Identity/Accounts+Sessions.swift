package import Metering

extension Accounts {
    /// The sessions of a person that are open, the one seen last first.
    package func sessions(of account: AccountID, now: Instant) throws -> [Session] {
        try store.read(in: keys.tenant) { try $0.records(Session.self, of: account.text) }
            .filter { $0.isComplete && $0.isAlive(lifetime, now: now) }
            .sorted { ($0.seenAt, $0.id) > ($1.seenAt, $1.id) }
    }

    /// Ends all sessions of a person but one: for who was asked for the password again. Gives how many ended.
    package func endOtherSessions(than secret: Secret, of account: AccountID, now: Instant) throws -> Int {
        try store.transaction(in: keys.tenant) { store in
            let others = try store.records(Session.self, of: account.text).filter { $0.id != secret.digest }
            for session in others { try store.remove(Session.self, session.id) }
            try store.note(.sessionsEnded, by: .account(account), subject: SubjectID(account), keys, now: now)
            return others.count
        }
    }
}
