import Dispatch
import Synchronization

extension Array where Element: Sendable {
    /// The results of some work on every element, done on all cores, in the order of the elements. The first error, in
    /// that order, comes out.
    package func concurrentMap<Result: Sendable>(_ work: @Sendable (Element) throws -> Result) throws -> [Result] {
        let results = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result = Swift.Result { try work(self[index]) }
            results.withLock { $0[index] = result }
        }
        return try results.withLock { try $0.compactMap { try $0?.get() } }
    }
}
