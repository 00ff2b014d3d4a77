import Access
import HTTPTypes
import Synchronization

/// What is open to all, made at most once in a while for each address and served from memory meanwhile: a crowd costs
/// one reading of the store.
///
/// Bounded: where new addresses fill it, it begins again.
final class OpenAnswers: Sendable {
    /// What an answer depends on. Who asks is no part of it.
    struct Question: Hashable, Sendable {
        let tenant: TenantID
        /// Path and query.
        let address: String
        /// The type that is asked for first, of routes that answer in several.
        let type: Substring
    }

    private struct Entry {
        let answer: OpenAnswer
        let madeAt: ContinuousClock.Instant
        /// Somebody makes it anew; the others get this one.
        var isRenewed = false
    }

    private struct State {
        var entries: [Question: Entry] = [:]
        var size = 0
    }

    private let lifetime: Duration
    private let most: Int
    private let state = Mutex(State())

    /// `lifetime`: how long an answer is given without asking the store; zero: never. `most`: bytes in memory.
    init(lifetime: Duration, most: Int = 64 << 20) {
        self.lifetime = lifetime
        self.most = most
    }

    /// Nil where the caller is to make it.
    func answer(to question: Question, now: ContinuousClock.Instant) -> OpenAnswer? {
        state.withLock { state -> OpenAnswer? in
            guard let entry = state.entries[question] else { return nil }
            let age = now - entry.madeAt
            if age < lifetime { return entry.answer }
            // Whoever renews it may fail; then the next one tries.
            guard entry.isRenewed, age < lifetime * 2 else {
                state.entries[question]?.isRenewed = true
                return nil
            }
            return entry.answer
        }
    }

    func keep(_ answer: OpenAnswer, to question: Question, now: ContinuousClock.Instant) {
        guard lifetime > .zero, answer.size <= most else { return }
        state.withLock { state in
            if let former = state.entries[question] { state.size -= former.answer.size }
            if state.size + answer.size > most { state = State() }
            state.entries[question] = Entry(answer: answer, madeAt: now)
            state.size += answer.size
        }
    }
}
