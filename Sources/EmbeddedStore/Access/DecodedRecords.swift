import Access
import Foundation
import Store
import Synchronization

/// Records that were decoded before, by the very text they were decoded from: nothing here can be out of date, and a
/// read does not decode the same consent again and again.
final class DecodedRecords: Sendable {
    private struct Key: Hashable {
        let type: ObjectIdentifier
        let text: String
    }

    private let known = Mutex<[Key: any Sendable]>([:])
    private let capacity: Int

    init(capacity: Int = 50_000) { self.capacity = capacity }

    func decode<Content: VersionedBody>(_ text: String) throws -> Content {
        let key = Key(type: ObjectIdentifier(Content.self), text: text)
        if let value = known.withLock({ $0[key] }) as? Content { return value }
        let value = try JSONDecoder().decode(RecordBody<Content>.self, from: Data(text.utf8)).content
        known.withLock { known in
            if known.count >= capacity { known.removeAll(keepingCapacity: true) }
            known[key] = value
        }
        return value
    }

    /// After an erasure.
    func forget() { known.withLock { $0.removeAll() } }
}
