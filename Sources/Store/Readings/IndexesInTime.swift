import GRDB
package import Metering

/// An index that an import brought, beside what is known of the same register.
package struct IndexInTime: Sendable {
    package let register: Register
    package let channel: UInt32
    package let reading: RegisterReadings.Known
    /// The last one before it that counts.
    package let previous: RegisterReadings.Known?
    /// One that does not count, between `previous` and it.
    package let silent: RegisterReadings.Known?
    /// The one after it, within a day, where it was known before.
    package let next: RegisterReadings.Known?
}

extension RegisterReadings {
    /// Gives every index of a sealed import that counts, by register, channel and month; those that `isPossible` says
    /// no of are set aside: they stay in their page and never answer.
    ///
    /// Reads the import's own pages, and for each band and month as many earlier ones as it takes to find what came
    /// before, 32 at the most and 13 months back: yearly readings find each other.
    package func judgeIndexes(
        sealed revision: Revision, _ isPossible: (IndexInTime) throws -> Bool
    ) throws {
        for group in try pool.read({ try IndexGroup.fetchAll(sealed: revision, $0) }) {
            let around = try pool.read { try group.surroundings(sealed: revision, $0) }
            var aside: Set<PagedReading.Place> = []
            try around.forEach(of: group.register, sealed: revision) { index in
                guard try !isPossible(index) else { return true }
                aside.insert(PagedReading.Place(channel: index.channel, at: index.reading.at))
                return false
            }
            if !aside.isEmpty { try pool.write { try group.setAside(aside, sealed: revision, $0) } }
        }
    }
}

extension PagedReading {
    struct Place: Hashable {
        let channel: UInt32
        let at: Instant
    }
}

/// The indexes of one register, of one band in one month, that an import brought.
private struct IndexGroup {
    let register: Register
    let band: Int64
    let month: Int64

    private static let longestDay = 25 * 3_600
    private static let mostPagesBefore = 32
    private static let mostMonthsBefore = 13

    static func fetchAll(sealed revision: Revision, _ db: Database) throws -> [IndexGroup] {
        // What stands between is what starts with `index:`.
        try Row.fetchAll(
            db,
            sql: """
                SELECT DISTINCT register, band, month FROM reading_page
                WHERE import_id = ? AND register >= 'index:' AND register < 'index;' ORDER BY register, band, month
                """, arguments: [revision.number]
        ).compactMap { row in
            Register(name: row[0]).map { IndexGroup(register: $0, band: row[1], month: row[2]) }
        }
    }

    private func ownPlaces(_ revision: Revision, _ db: Database) throws -> [ReadingPlace] {
        try ReadingPlace.fetchAll(of: revision, register, band: band, month: month, db)
    }

    /// What is known from the first to the last of them, and a day further; and what came before.
    func surroundings(sealed revision: Revision, _ db: Database) throws -> IndexSurroundings {
        let own = try ownPlaces(revision, db)
        guard let first = own.map(\.instants.lowerBound).min(), let last = own.map(\.instants.upperBound).max(),
            let low = own.map(\.channels.lowerBound).min(), let high = own.map(\.channels.upperBound).max()
        else { return IndexSurroundings() }
        let instants = first...last.advanced(seconds: IndexGroup.longestDay)
        let around = try ReadingPlace.fetchAll(register, of: low...high, in: instants, upTo: revision, db)
        let run = try ReadingRun(around, db) { (low...high).contains($0.channel) && instants.contains($0.at) }
        var earlier = EarlierReadings(of: run, before: first)
        let before = try ReadingPlace.fetchLast(
            register, of: low...high, before: first, months: IndexGroup.mostMonthsBefore,
            limit: IndexGroup.mostPagesBefore, upTo: revision, db)
        for place in before where earlier.lacks(since: place.instants.upperBound) {
            earlier.add(try place.readings(db), of: place.revision)
        }
        return IndexSurroundings(run: run, earlier: earlier)
    }

    func setAside(_ readings: Set<PagedReading.Place>, sealed revision: Revision, _ db: Database) throws {
        for place in try ownPlaces(revision, db) {
            let all = try place.readings(db)
            let judged = all.map { reading in
                var reading = reading
                if readings.contains(.init(channel: reading.channel, at: reading.at)) { reading.answers = false }
                return reading
            }
            if judged != all { try place.replace(with: judged, db) }
        }
    }
}

/// The last reading of each channel of a band before a moment.
private struct EarlierReadings {
    struct Last {
        var isWanted = false
        var counted: RegisterReadings.Known?
        var silent: RegisterReadings.Known?
    }

    private var lasts: [Last] = []
    private let moment: Instant

    init() { moment = Instant(secondsSinceEpoch: 0) }

    /// Of the channels of some readings.
    init(of run: ReadingRun, before moment: Instant) {
        lasts = Array(repeating: Last(), count: 1 << Int(ReadingPage.bandBits))
        self.moment = moment
        for row in run.rows { lasts[place(row.reading.channel)].isWanted = true }
    }

    private func place(_ channel: UInt32) -> Int { Int(channel & (1 << ReadingPage.bandBits - 1)) }

    subscript(channel: UInt32) -> Last { lasts.isEmpty ? Last() : lasts[place(channel)] }

    /// Whether a page that ends at a moment may hold something later than what was found.
    func lacks(since end: Instant) -> Bool {
        lasts.contains { last in last.isWanted && last.counted.map { $0.at < end } ?? true }
    }

    /// Takes the readings of a page; of two for one instant, the page that is given first counts.
    mutating func add(_ readings: [PagedReading], of revision: Revision) {
        for reading in readings where reading.at < moment && reading.mark.quality != .missing {
            let place = place(reading.channel)
            guard lasts[place].isWanted else { continue }
            let known = RegisterReadings.Known(
                at: reading.at, value: reading.value, mark: reading.mark, revision: revision)
            if reading.answers {
                if lasts[place].counted.map({ $0.at < reading.at }) ?? true { lasts[place].counted = known }
            } else if lasts[place].silent.map({ $0.at < reading.at }) ?? true {
                lasts[place].silent = known
            }
        }
    }
}

/// What is known of a group of indexes, walked through in time.
private struct IndexSurroundings {
    var run = ReadingRun()
    var earlier = EarlierReadings()

    /// Gives each index of the import that counts. One that `body` says no of does not count for those after it.
    func forEach(of register: Register, sealed: Revision, _ body: (IndexInTime) throws -> Bool) throws {
        var walk = IndexWalk(register: register, sealed: sealed)
        try run.forEachMoment { channel, answer, silent in
            if channel != walk.channel {
                try walk.end(body)
                walk.begin(channel, earlier[channel])
            }
            try walk.step(to: answer, silent, body)
        }
        try walk.end(body)
    }
}

/// One channel's indexes, in time order.
private struct IndexWalk {
    let register: Register
    let sealed: Revision
    private(set) var channel: UInt32?
    private var last = EarlierReadings.Last()
    /// One that waits for the one after it.
    private var waiting: RegisterReadings.Known?

    init(register: Register, sealed: Revision) {
        self.register = register
        self.sealed = sealed
    }

    mutating func begin(_ channel: UInt32, _ last: EarlierReadings.Last) {
        (self.channel, self.last) = (channel, last)
    }

    mutating func end(_ body: (IndexInTime) throws -> Bool) throws { try judge(before: nil, body) }

    mutating func step(
        to answer: RegisterReadings.Known?, _ silent: RegisterReadings.Known?, _ body: (IndexInTime) throws -> Bool
    ) throws {
        if let answer, answer.mark.quality != .missing {
            try judge(before: answer, body)
            if answer.revision == sealed { waiting = answer } else { last.counted = answer }
        } else if let silent {
            try judge(before: nil, body)
            last.silent = silent
        }
    }

    private mutating func judge(before next: RegisterReadings.Known?, _ body: (IndexInTime) throws -> Bool) throws {
        guard let reading = waiting, let channel else { return }
        waiting = nil
        let silent = last.silent.flatMap { silent in
            last.counted.map { $0.at < silent.at } ?? true ? silent : nil
        }
        let isNear = next.map { $0.revision != sealed && $0.at.seconds(since: reading.at) <= 25 * 3_600 } ?? false
        let index = IndexInTime(
            register: register, channel: channel, reading: reading, previous: last.counted, silent: silent,
            next: isNear ? next : nil)
        if try body(index) { last.counted = reading } else { last.silent = reading }
    }
}
