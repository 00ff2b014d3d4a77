import GRDB
import Metering
import Store

/// The indexes of one register, of one band in one month, that an import brought.
struct IndexGroup {
    let register: Register
    let band: Int64
    let month: Int64

    /// The groups of a sealed import, and its last page: what is written of verdicts comes after it.
    static func fetchAll(sealed revision: Revision, _ db: Database) throws -> ([IndexGroup], lastPage: Int64) {
        // What stands between is what starts with `index:`.
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT register, band, month, max(id) FROM reading_page
                WHERE import_id = ? AND register >= 'index:' AND register < 'index;'
                GROUP BY register, band, month ORDER BY register, band, month
                """, arguments: [revision.number])
        let groups = rows.compactMap { row in
            Register(name: row[0]).map { IndexGroup(register: $0, band: row[1], month: row[2]) }
        }
        return (groups, rows.map { $0[3] as Int64 }.max() ?? 0)
    }
}

/// What is known of the channels of a group: from the first to the last of its indexes, and so many before and after as
/// the verdict on them and on their neighbours rests on.
struct IndexHistory {
    private var run = ReadingRun()
    /// Of each page of the run, whether the import brought it, and whether it is one of the group.
    private var origins: [(isOwn: Bool, isOfGroup: Bool)] = []

    private static let mostPages = 32
    private static let mostMonths = 13

    init(of group: IndexGroup, sealed revision: Revision, lastPage: Int64, _ db: Database) throws {
        let register = group.register
        let own = try ReadingPlace.fetchAll(of: revision, register, band: group.band, month: group.month, db)
            .filter { $0.id <= lastPage }
        guard let first = own.map(\.instants.lowerBound).min(), let last = own.map(\.instants.upperBound).max(),
            let low = own.map(\.channels.lowerBound).min(), let high = own.map(\.channels.upperBound).max()
        else { return }
        var pages = PagesRead()
        for place in own { try pages.read(place, db) }
        let wanted = BandMembers(pages.readings.values.joined().lazy.map(\.channel))
        for place in try ReadingPlace.fetchAll(register, of: low...high, in: first...last, upTo: revision, db) {
            try pages.read(place, db)
        }
        let earlier = try ReadingPlace.fetchLast(
            register, of: low...high, before: first, months: IndexHistory.mostMonths, limit: IndexHistory.mostPages,
            upTo: revision, db)
        var reach = MomentReach(of: wanted)
        for place in earlier where reach.lacks(from: -place.instants.upperBound.secondsSinceEpoch) {
            for reading in try pages.read(place, db) where reading.at < first { reach.add(reading, isForward: false) }
        }
        let later = try ReadingPlace.fetchNext(
            register, of: low...high, after: last, months: IndexHistory.mostMonths, limit: IndexHistory.mostPages,
            upTo: revision, db)
        reach = MomentReach(of: wanted)
        for place in later where reach.lacks(from: place.instants.lowerBound.secondsSinceEpoch) {
            for reading in try pages.read(place, db) where reading.at > last { reach.add(reading, isForward: true) }
        }
        let places = pages.places.values.sorted { $0.id < $1.id }
        let groupPages = Set(own.map(\.id))
        origins = places.map { ($0.revision == revision && $0.id <= lastPage, groupPages.contains($0.id)) }
        run = ReadingRun(places, { wanted.contains($0.channel) }, { pages.readings[$0.id] ?? [] })
    }

    /// Gives what is said of each channel, in order.
    func forEachChannel(_ body: (_ channel: UInt32, [IndexStatement]) throws -> Void) rethrows {
        var (channel, statements): (UInt32, [IndexStatement]) = (0, [])
        for row in run.rows {
            if row.reading.channel != channel {
                if !statements.isEmpty { try body(channel, statements) }
                channel = row.reading.channel
                statements.removeAll(keepingCapacity: true)
            }
            let (isOwn, isOfGroup) = origins[Int(row.page)]
            statements.append(
                IndexStatement(run.known(row), answers: row.reading.answers, isOwn: isOwn, isOfPart: isOfGroup))
        }
        if !statements.isEmpty { try body(channel, statements) }
    }
}

/// Pages, each read once.
private struct PagesRead {
    private(set) var places: [Int64: ReadingPlace] = [:]
    private(set) var readings: [Int64: [PagedReading]] = [:]

    @discardableResult
    mutating func read(_ place: ReadingPlace, _ db: Database) throws -> [PagedReading] {
        if let known = readings[place.id] { return known }
        let read = try place.readings(db)
        (places[place.id], readings[place.id]) = (place, read)
        return read
    }
}

/// Some channels of one band.
private struct BandMembers {
    private(set) var isMember = Array(repeating: false, count: 1 << Int(ReadingPage.bandBits))

    init(_ channels: some Sequence<UInt32>) {
        for channel in channels { isMember[BandMembers.place(of: channel)] = true }
    }

    static func place(of channel: UInt32) -> Int { Int(channel & (1 << ReadingPage.bandBits - 1)) }

    func contains(_ channel: UInt32) -> Bool { isMember[BandMembers.place(of: channel)] }
}

/// The nearest moments of some channels on one side: tells when enough pages were read.
private struct MomentReach {
    private let members: BandMembers
    /// For each channel of the band as many as are wanted, ascending; of earlier ones the seconds count negative.
    private var nearest: [Int64]

    init(of members: BandMembers) {
        self.members = members
        nearest = Array(repeating: .max, count: members.isMember.count * IndexWalk.reach)
    }

    /// Whether what begins at a moment may hold one of those that are wanted.
    func lacks(from seconds: Int64) -> Bool {
        members.isMember.indices.contains { place in
            members.isMember[place] && nearest[(place + 1) * IndexWalk.reach - 1] >= seconds
        }
    }

    mutating func add(_ reading: PagedReading, isForward: Bool) {
        guard reading.mark.quality != .missing, members.contains(reading.channel) else { return }
        var seconds = isForward ? reading.at.secondsSinceEpoch : -reading.at.secondsSinceEpoch
        let first = BandMembers.place(of: reading.channel) * IndexWalk.reach
        for place in first..<first + IndexWalk.reach where seconds <= nearest[place] {
            if seconds == nearest[place] { return }
            swap(&seconds, &nearest[place])
        }
    }
}
