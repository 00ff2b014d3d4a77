import GRDB
import Metering
import Store
import StoreKit
import TestKit
import Testing

@testable import EmbeddedStore

/// What every measure store has to do, whatever keeps it: a ClickHouse implementation joins `StoreUnderTest`.
@Suite("A measure store")
enum MeasureStoreConformance {}

/// A measure store to be held against the conformance suite.
enum StoreUnderTest: String, CaseIterable, CustomTestStringConvertible {
    case memory, embedded
    /// The embedded store, compacted after each revision.
    case compacted

    /// Those that are held against the memory store.
    static let engines: [StoreUnderTest] = [.embedded, .compacted]

    var testDescription: String { rawValue }

    /// The numbers that a catalogue has given: whoever asks for all channels asks for these.
    static let channels: ClosedRange<UInt32> = 1...5_000

    /// Runs a test on an empty store. `revision` allocates revisions as the ledger does.
    func with(_ body: (any MeasureStore, _ revision: () throws -> Revision) throws -> Void) throws {
        if self == .memory {
            var number: Int64 = 0
            return try body(MemoryMeasureStore()) {
                number += 1
                return Revision(number)
            }
        }
        let folder = try TemporaryFolder()
        let data = try DataDirectory(folder.url)
        for number in StoreUnderTest.channels {
            let point = PointID("\(99_000_000_000_000 + Int(number))")
            _ = try data.catalogue.channels.assign(Channel(point: point))
        }
        let store: any MeasureStore = self == .compacted ? CompactingMeasureStore(data) : data.measures
        try body(store) { try StoreUnderTest.revision(in: data) }
        #expect(try data.verify().faults == [])
    }

    /// A number as the ledger gives it: the suite itself says what of it is revealed.
    private static func revision(in data: DataDirectory) throws -> Revision {
        try data.pool.write { db in
            try db.execute(
                sql: "INSERT INTO import (name, sha256, state, received_at) VALUES ('test', '', 'receiving', 0)")
            return Revision(db.lastInsertedRowID)
        }
    }
}

extension StoreUnderTest {
    /// What others are held against.
    static func plainModel() -> any MeasureStore { MemoryMeasureStore() }
}

extension Known {
    /// Everything that is revealed.
    static let everything = Known(upTo: Revision(.max))
}
