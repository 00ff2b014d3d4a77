/// How many calls of a chapter may be at work, and wait, at once: a flood of one chapter or tenant leaves the others
/// standing.
package struct PoolSize: Hashable, Sendable {
    package var threads: Int
    /// Calls of one tenant that wait; whoever comes beyond them is turned away at once.
    package var waiting: Int
    /// How long a call waits before it is turned away.
    package var patience: Duration

    package init(threads: Int = 32, waiting: Int = 256, patience: Duration = .seconds(10)) {
        self.threads = threads
        self.waiting = waiting
        self.patience = patience
    }
}
