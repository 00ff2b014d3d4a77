import Access

/// A request that is not answered: why, to whom, and by which chapter as far as one is known.
struct Refusal: Error {
    let problem: Problem
    let caller: Caller
    var chapter: Chapter?

    init(_ problem: Problem, to caller: Caller) {
        self.problem = problem
        self.caller = caller
    }

    /// Of any error; to nobody unless the error says whom.
    init(for error: any Error) {
        self = error as? Refusal ?? Refusal(Problem(for: error), to: .nobody)
    }

    func of(_ chapter: Chapter) -> Refusal {
        var refusal = self
        refusal.chapter = chapter
        return refusal
    }
}
