import Store
import Synchronization

/// Lets one writer at a time add to the curves: imports and compactions number their segments after the last one.
final class WritingTurns: Sendable {
    /// What holds the turn, in words.
    private let work = Mutex<String?>(nil)

    /// The right to write, until it is let go of.
    final class Turn: Sendable {
        private let turns: WritingTurns

        fileprivate init(_ turns: WritingTurns) { self.turns = turns }

        deinit { turns.work.withLock { $0 = nil } }
    }

    /// Throws `StoreError.busy` while another holds the turn.
    func take(for work: String) throws -> Turn {
        try self.work.withLock { holder in
            if let holder { throw StoreError.busy(holder) }
            holder = work
        }
        return Turn(self)
    }
}
