import Foundation
import GRDB
import Metering
import Store
import Synchronization

/// Load curves in compressed blocks beside SQLite, which knows where they are.
final class EmbeddedCurveStore: Sendable {
    /// Heads of month blocks that are fetched at once where few are needed, as for one point's years.
    private static let mostPrefetched = 64
    let segments: SegmentFiles
    let pool: DatabasePool
    let channels: ChannelDirectory
    private let visible = Mutex(Visible())
    private let presence = Mutex(Presence())
    let recent = RecentBlocks()

    /// What may be read.
    private struct Visible {
        var answers = PlaceIndex()
        /// What is kept beside the answers.
        var besides = PlaceIndex()
        /// Since when each kept revision is known.
        var known: [Revision: Instant] = [:]
    }

    /// What an import found present, for the one after it: files of one day follow each other.
    private struct Presence {
        /// Of a revision that is sealed, and of the last one that was revealed.
        var sealed: (revision: Revision, pages: PresenceBitmap)?
        var revealed: PresenceBitmap?
    }

    /// Files that follow each other have a day or a few in common; of more, what is present is looked up again. Eight
    /// days of a country, 36 MB.
    private static let mostPages = 70_000

    /// Whether what SQLite does not know of segments stays: it may belong to a newer database.
    private let keepsTails: Atomic<Bool>

    init(folder: URL, pool: DatabasePool, channels: ChannelDirectory, keepsTails: Bool = false) throws {
        self.keepsTails = Atomic(keepsTails)
        segments = try SegmentFiles(folder)
        self.pool = pool
        self.channels = channels
    }

    /// Cuts off what interrupted imports wrote, and shows the blocks of the kept ones.
    func recover(kept revisions: [(Revision, Instant)]) throws {
        try cutTails()
        let known = Dictionary(uniqueKeysWithValues: revisions.map { ($0.0, $0.1) })
        let places = try pool.read { db in try BlockPlace.fetchAll(db, "ORDER BY import_id DESC, id DESC") }
            .filter { known[$0.revision] != nil }
        visible.withLock {
            $0 = Visible(
                answers: PlaceIndex(newestFirst: places.filter { !$0.isBeside }),
                besides: PlaceIndex(newestFirst: places.filter(\.isBeside)), known: known)
        }
    }

    /// What is known to be present, given to the one import there is.
    func takePresence() -> PresenceBitmap { presence.withLock { $0.revealed.take() } ?? PresenceBitmap() }

    /// Remembers what is present with a revision, once it is revealed.
    func keep(_ pages: PresenceBitmap, with revision: Revision) {
        guard pages.count <= EmbeddedCurveStore.mostPages else { return }
        presence.withLock { $0.sealed = (revision, pages) }
    }

    /// Shows the blocks of a revision, which `sealedPlaces` gave.
    func reveal(_ revision: Revision, _ places: [BlockPlace], knownAt: Instant) {
        presence.withLock { presence in
            presence.revealed = presence.sealed?.revision == revision ? presence.sealed?.pages : nil
            presence.sealed = nil
        }
        visible.withLock { visible in
            guard visible.known[revision] == nil else { return }
            visible.known[revision] = knownAt
            visible.answers.append(newestFirst: places.filter { !$0.isBeside })
            visible.besides.append(newestFirst: places.filter(\.isBeside))
        }
    }

    /// Drops what was written of a revision that was never revealed, in one transaction with its readings, and then the
    /// tails of segments. No segment is cut below a block that stays.
    func discard(_ revision: Revision, with others: @escaping (Database) throws -> Void) throws {
        presence.withLock { $0 = Presence() }
        try pool.write { db in
            try db.execute(
                sql: """
                    UPDATE segment SET length = (
                        SELECT coalesce(max(offset + length), 0) FROM block
                        WHERE segment = segment.id AND import_id <> ?)
                    WHERE id IN (SELECT segment FROM block WHERE import_id = ?)
                    """, arguments: [revision.number, revision.number])
            try db.execute(sql: "DELETE FROM block WHERE import_id = ?", arguments: [revision.number])
            try others(db)
        }
        try cutTails()
    }

    /// Cuts every segment at the length that SQLite acknowledges, or at the end of its last block: what is beyond was
    /// never kept. A segment that SQLite does not know at all is the rest of an interrupted import or compaction, and
    /// goes. Segments of which nothing is cut are not opened.
    private func cutTails() throws {
        if keepsTails.load(ordering: .acquiring) { return }
        for tail in try tails() {
            if let end = tail.known {
                try segments.truncate(tail.segment, to: end)
            } else {
                try segments.delete(tail.segment)
            }
        }
    }

    /// Cuts off what was kept for a newer database.
    func cutKeptTails() throws {
        keepsTails.store(false, ordering: .releasing)
        try cutTails()
    }

    /// A file that is longer than SQLite knows. `known`: the length that it knows; nil of a file that it does not know.
    struct Tail {
        let segment: Int64
        let length: Int64
        let known: Int64?
    }

    func tails() throws -> [Tail] {
        let ends = try pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT segment.id, max(segment.length, coalesce(max(block.offset + block.length), 0))
                    FROM segment LEFT JOIN block ON block.segment = segment.id GROUP BY segment.id
                    """
            ).reduce(into: [Int64: Int64]()) { $0[$1[0]] = $1[1] }
        }
        return try segments.onDisk().compactMap { segment in
            guard let length = try segments.length(of: segment), length > ends[segment] ?? -1 else { return nil }
            return Tail(segment: segment, length: length, known: ends[segment])
        }
    }

    /// Shows other blocks in place of some that hold the same days.
    func replace(_ old: [BlockPlace], with new: [BlockPlace]) {
        let gone = Set(old.map(\.key))
        visible.withLock { visible in
            let rest = visible.answers.newestFirst.filter { !gone.contains($0.key) }
            visible.answers = PlaceIndex(
                newestFirst: (rest + new).sorted {
                    ($0.revision, $0.segment, $0.offset) > ($1.revision, $1.segment, $1.offset)
                })
        }
    }

    /// The blocks that answer, newest revision first.
    var allPlaces: [BlockPlace] { visible.withLock { $0.answers.newestFirst } }

    // MARK: questions

    func forEachDay(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, DayCurve) throws -> Void
    ) throws {
        let question = Question(channels: channels, days: days, known: known)
        var seen = SeenDays()
        try forEachPlace(of: question) { place, overlaps in
            try forEachCurve(in: place, of: question) { channel, day, revision, curve in
                if !overlaps || seen.insert(channel, day) { try body(channel, day, revision, curve) }
            }
        }
    }

    func forEachTotal(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, _ total: Int64, QualityCounts) throws -> Void
    ) throws {
        let question = Question(channels: channels, days: days, known: known)
        var seen = SeenDays()
        try forEachPlace(of: question) { place, overlaps in
            try forEachTotal(in: place, of: question) { channel, day, revision, total, quality in
                if !overlaps || seen.insert(channel, day) { try body(channel, day, revision, total, quality) }
            }
        }
    }

    func forEachRevision(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, after earlier: Revision?, _ known: Known,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, _ knownAt: Instant) throws -> Void
    ) throws {
        let since = visible.withLock { $0.known }
        let last = earlier ?? Revision(0)
        try segments.whileReading {
            // Nothing in a block is of a later revision than the block.
            for place in places(of: channels, in: days) where place.revision > last {
                try forEachRevision(in: place, of: channels, days) { channel, day, revision, _ in
                    guard revision > last, known.sees(revision), let knownAt = since[revision] else { return }
                    try body(channel, day, revision, knownAt)
                }
            }
        }
    }

    func forEachBeside(
        of channel: UInt32, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ day: CivilDay, Revision, DayCurve) throws -> Void
    ) throws {
        let question = Question(channels: ChannelNumbers([channel]), days: days, known: known)
        try segments.whileReading {
            for place in besidePlaces(of: question.channels, in: days).reversed() where known.sees(place.revision) {
                try forEachCurve(in: place, of: question) { _, day, revision, curve in try body(day, revision, curve) }
            }
        }
    }

    // MARK: what may answer

    /// What is asked, in the numbers of this store.
    struct Question {
        let channels: ChannelNumbers
        let days: ClosedRange<CivilDay>
        /// Everything that is revealed, unless an operation says otherwise.
        var known = Known(upTo: Revision(.max))
        /// Whether superseded revisions are wanted too.
        var isForEveryRevision = false

        /// A revision that is seen although it is not revealed.
        var sealed: Revision? { known.isSealed ? known.horizon : nil }

        func sees(_ revision: Revision) -> Bool { known.sees(revision) }
    }

    /// Each block that may hold an answer, newest revision first; it may be read until the body returns.
    func forEachPlace(of question: Question, _ body: (BlockPlace, _ overlaps: Bool) throws -> Void) throws {
        try segments.whileReading {
            for (place, overlaps) in try places(for: question) { try body(place, overlaps) }
        }
    }

    /// The blocks that may hold an answer, newest revision first, and whether others may hold the same days.
    func places(for question: Question) throws -> [(BlockPlace, overlaps: Bool)] {
        let unrevealed = try question.sealed.map(sealedPlaces)?.filter { !$0.isBeside } ?? []
        let all = unrevealed + places(of: question.channels, in: question.days) { question.sees($0) }
        if all.count <= EmbeddedCurveStore.mostPrefetched {
            for place in all where place.isMonth {
                try segments.prefetch(place.segment, at: place.offset, length: place.headLength)
            }
        }
        return Array(zip(all, BlockPlace.overlapping(all)))
    }

    /// The blocks of one revision, the last first.
    func sealedPlaces(_ revision: Revision) throws -> [BlockPlace] {
        try pool.read { db in
            try BlockPlace.fetchAll(db, "WHERE import_id = ? ORDER BY id DESC", [revision.number])
        }
    }

    /// The visible blocks that may hold days of these channels, newest revision first. A month block holds older
    /// revisions than its own, so it is never passed over for its revision.
    ///
    /// Costs what the blocks of the days' months cost to look at, whatever else is kept.
    func places(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, sees: (Revision) -> Bool = { _ in true }
    ) -> [BlockPlace] {
        let answers = visible.withLock { $0.answers }
        return answers.places(in: days) {
            ($0.isMonth || sees($0.revision)) && channels.overlaps($0.channels)
        }
    }

    /// The same of what is kept beside the answers.
    func besidePlaces(of channels: ChannelNumbers, in days: ClosedRange<CivilDay>) -> [BlockPlace] {
        let besides = visible.withLock { $0.besides }
        return besides.isEmpty ? [] : besides.places(in: days) { channels.overlaps($0.channels) }
    }

    // MARK: segments

    func segmentLengths() throws -> [(Int64, Int64)] { try pool.read { try EmbeddedCurveStore.segmentLengths($0) } }

    static func segmentLengths(_ db: Database) throws -> [(Int64, Int64)] {
        try Row.fetchAll(db, sql: "SELECT id, length FROM segment ORDER BY id").map { ($0[0], $0[1]) }
    }
}

/// Point-days that were given already.
struct SeenDays {
    private var keys: Set<UInt64> = []

    /// False where it was seen before.
    mutating func insert(_ channel: UInt32, _ day: CivilDay) -> Bool {
        keys.insert(UInt64(channel) << 32 | UInt64(UInt32(bitPattern: day.daysSinceEpoch))).inserted
    }
}
