import Access
import Metering
import Store
import Synchronization

/// Answers to questions about records, as they stand in the last durable state: a read of a person's data asks the
/// same few again and again.
///
/// Nothing here can be out of date, since all changes go through one writer. Whoever changes a record forgets at once
/// the answers that it is in, or should be in; until that change is durable, or undone, nothing is remembered of its
/// kind.
final class RememberedRecords: Sendable {
    /// A question whose answer one record's change can find.
    struct Question: Hashable {
        enum Way: Hashable { case byID, byOwner, events }

        let tenant: String
        let kind: RecordKind
        let way: Way
        let key: String
    }

    private struct State {
        var answers: [Question: any Sendable] = [:]
        /// The kinds that the group under way has changed.
        var changing: Set<RecordKind> = []
        /// How often each kind was changed: an answer that was asked for before a change is not remembered after it.
        var changes: [RecordKind: Int] = [:]
        /// The ends of the tenants' chains, as the writer's transaction sees them, durable or not.
        var lastEntries: [String: AuditEntry] = [:]
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int = 50_000) { self.capacity = capacity }

    /// The remembered answer, or the one that is asked for. That there is nothing is not remembered: anybody can ask
    /// for what does not exist.
    func answer<Value: Sendable>(to question: Question, or ask: () throws -> [Value]) throws -> [Value] {
        let (known, changes) = state.withLock { ($0.answers[question], $0.changes[question.kind]) }
        if let known = known as? [Value] { return known }
        let answer = try ask()
        if answer.isEmpty { return answer }
        state.withLock { state in
            guard !state.changing.contains(question.kind), state.changes[question.kind] == changes else { return }
            if state.answers.count >= capacity { state.answers.removeAll(keepingCapacity: true) }
            state.answers[question] = answer
        }
        return answer
    }

    /// Before a record changes: forgets the answers to these questions about a kind.
    func forget(_ kind: RecordKind, _ questions: [Question]) {
        state.withLock { state in
            state.changing.insert(kind)
            state.changes[kind, default: 0] += 1
            for question in questions { state.answers[question] = nil }
        }
    }

    /// Before many records change.
    func forgetAll(of kinds: Set<RecordKind>) {
        state.withLock { state in
            state.answers.removeAll()
            for kind in kinds {
                state.changing.insert(kind)
                state.changes[kind, default: 0] += 1
            }
        }
    }

    /// Lets go of everything; nothing changes.
    func drop() { state.withLock { $0.answers.removeAll() } }

    /// After a group's changes became durable, or were undone.
    func settle(areKept: Bool) {
        state.withLock { $0.changing.removeAll(keepingCapacity: true) }
        if !areKept { forgetLastEntries() }
    }

    // MARK: The ends of chains, for the writer alone

    func lastEntry(of tenant: String) -> AuditEntry? { state.withLock { $0.lastEntries[tenant] } }

    func keep(lastEntry: AuditEntry, of tenant: String) { state.withLock { $0.lastEntries[tenant] = lastEntry } }

    /// After a transaction was undone, which may have appended some.
    func forgetLastEntries() { state.withLock { $0.lastEntries.removeAll() } }
}
