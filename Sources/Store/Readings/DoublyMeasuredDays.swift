import GRDB
package import Metering

extension DataDirectory {
    /// Gives the days of which a sealed import brought the curve or a total index, and of which the curve and the
    /// indexes at both midnights are known and differ by more than a tolerance.
    ///
    /// Reads the import's own pages and blocks, and of what was known before the same channels and days. Curves are
    /// read where their totals differ. Memory: 65,536 channels' indexes of a month.
    package func forEachDoublyMeasuredDay(
        sealed revision: Revision, apartBy tolerance: Int64,
        _ body: (_ day: PointDay, _ opening: Int64, _ closing: Int64) throws -> Void
    ) throws {
        let own = try curves.sealedPlaces(revision).filter { !$0.isBeside }
        let days = DoublyMeasuredDays(data: self, revision: revision, tolerance: tolerance, ownBlocks: own)
        for part in try days.parts() { try days.compare(part, body) }
    }
}

private struct DoublyMeasuredDays {
    let data: DataDirectory
    let revision: Revision
    let tolerance: Int64
    /// The import's blocks, the last first.
    let ownBlocks: [BlockPlace]

    /// Neighbouring bands in a month.
    struct Part: Hashable, Comparable {
        static let bandBits: UInt32 = 4

        let number: UInt32
        let month: ReadingMonth

        var bands: ClosedRange<UInt32> {
            number << Part.bandBits...number << Part.bandBits | (1 << Part.bandBits - 1)
        }

        static func of(channel: UInt32) -> UInt32 { ReadingPage.band(of: channel) >> bandBits }

        static func < (left: Part, right: Part) -> Bool {
            (left.number, left.month) < (right.number, right.month)
        }
    }

    /// A day with an index at both its midnights.
    private struct IndexedDay {
        let channel: UInt32
        let day: CivilDay
        let opening: Int64
        let closing: Int64

        var key: UInt64 { DoublyMeasuredDays.key(channel, day) }
        var energy: Int64 { closing &- opening }
    }

    private static func key(_ channel: UInt32, _ day: CivilDay) -> UInt64 {
        UInt64(channel) << 32 | UInt64(UInt32(bitPattern: day.daysSinceEpoch))
    }

    // MARK: where to look

    /// Where the import brought an index or a curve; nowhere while no index is known at all.
    func parts() throws -> [Part] {
        let pages = try data.pool.read { db in
            let register = Register.totalIndex.name
            let isKnown = try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM reading_page WHERE register = ?)", arguments: [register])
            guard isKnown ?? false else { return nil as [ReadingPlace]? }
            return try ReadingPlace.fetchAll(of: revision, .totalIndex, db)
        }
        guard let pages else { return [] }
        var parts: Set<Part> = []
        for page in pages {
            let number = page.band >> Part.bandBits
            parts.insert(Part(number: number, month: page.month))
            // The index at the first midnight closes the month before.
            if page.instants.lowerBound == page.month.days.lowerBound.start {
                parts.insert(Part(number: number, month: page.month.advanced(by: -1)))
            }
        }
        for block in ownBlocks {
            let months = ReadingMonth(of: block.days.lowerBound).number...ReadingMonth(of: block.days.upperBound).number
            for number in Part.of(channel: block.channels.lowerBound)...Part.of(channel: block.channels.upperBound) {
                for month in months { parts.insert(Part(number: number, month: ReadingMonth(number: month))) }
            }
        }
        return parts.sorted()
    }

    // MARK: comparing

    func compare(
        _ part: Part, _ body: (_ day: PointDay, _ opening: Int64, _ closing: Int64) throws -> Void
    ) throws {
        let indexed = try indexedDays(of: part)
        let apart = try apart(indexed)
        try forEachAnswer(to: apart) { place, question, take in
            try data.curves.forEachCurve(in: place, of: question) { channel, day, _, curve in
                guard let found = take(channel, day), let name = try data.channels.channel(channel) else { return }
                let pointDay = PointDay(channel: name, day: day, curve: curve)
                try body(pointDay, apart[found].opening, apart[found].closing)
            }
        }
    }

    /// The days of a part that the import is about, with what the indexes say of them.
    private func indexedDays(of part: Part) throws -> [IndexedDay] {
        let days = part.month.days
        let (first, end) = (days.lowerBound.start, days.upperBound.end)
        let run = try data.pool.read { db in
            let places =
                try ReadingPlace.fetchAll(
                    .totalIndex, part.month, bands: part.bands, in: first...end, upTo: revision, db)
                + ReadingPlace.fetchAll(
                    .totalIndex, part.month.advanced(by: 1), bands: part.bands, in: end...end, upTo: revision, db)
            let midnights = Set((0...days.count).map { days.lowerBound.advanced(by: $0).start })
            return try ReadingRun(places, db) { midnights.contains($0.at) }
        }
        guard !run.rows.isEmpty else { return [] }
        let ownDays = try ownDays(of: part)
        var (indexed, opening): ([IndexedDay], (channel: UInt32, known: RegisterReadings.Known)?) = ([], nil)
        run.forEachAnswer { channel, closing in
            if let (before, opening) = opening, before == channel, opening.mark.quality != .missing,
                closing.mark.quality != .missing, closing.value >= opening.value
            {
                let day = CivilDay(containing: opening.at)
                let isOwn = opening.revision == revision || closing.revision == revision
                if day.end == closing.at, isOwn || ownDays.contains(DoublyMeasuredDays.key(channel, day)) {
                    indexed.append(
                        IndexedDay(channel: channel, day: day, opening: opening.value, closing: closing.value))
                }
            }
            opening = (channel, closing)
        }
        return indexed
    }

    /// The days of which the import brought a curve that said something new.
    private func ownDays(of part: Part) throws -> Set<UInt64> {
        let (channels, days) = (ReadingPage.channels(of: part.bands), part.month.days)
        var own: Set<UInt64> = []
        for block in ownBlocks where block.channels.overlaps(channels) && block.days.overlaps(days) {
            for row in try data.curves.rows(of: block) where channels.contains(row.channel) && days.contains(row.day) {
                own.insert(DoublyMeasuredDays.key(row.channel, row.day))
            }
        }
        return own
    }

    /// Those whose complete curve has a total that differs.
    private func apart(_ indexed: [IndexedDay]) throws -> [IndexedDay] {
        var differing: [Int] = []
        try forEachAnswer(to: indexed) { place, question, take in
            try data.curves.forEachTotal(in: place, of: question) { channel, day, _, total, quality in
                guard let found = take(channel, day), quality.missing == 0 else { return }
                let (difference, overflows) = indexed[found].energy.subtractingReportingOverflow(total)
                if overflows || difference.magnitude > tolerance.magnitude { differing.append(found) }
            }
        }
        return differing.sorted().map { indexed[$0] }
    }

    /// Looks into every block that may hold one of these days, the newest first. `take` gives the place of a day among
    /// them, once: the newest answer counts.
    private func forEachAnswer(
        to indexed: [IndexedDay],
        _ look: (
            BlockPlace, EmbeddedCurveStore.Question, _ take: (_ channel: UInt32, _ day: CivilDay) -> Int?
        ) throws -> Void
    ) throws {
        guard let first = indexed.map(\.day).min(), let last = indexed.map(\.day).max() else { return }
        var numbers: [UInt32] = []
        for day in indexed where day.channel != numbers.last { numbers.append(day.channel) }
        let channels = ChannelNumbers(ascending: numbers)
        let question = EmbeddedCurveStore.Question(channels: channels, days: first...last, sealed: revision)
        let own = ownBlocks.filter { $0.days.overlaps(first...last) && channels.overlaps($0.channels) }
        let keys = indexed.map(\.key)
        var isTaken = Array(repeating: false, count: keys.count)
        for place in own + data.curves.places(of: channels, in: first...last) {
            try look(place, question) { channel, day in
                guard let found = keys.place(of: DoublyMeasuredDays.key(channel, day)), !isTaken[found] else {
                    return nil
                }
                isTaken[found] = true
                return found
            }
        }
    }
}

extension [UInt64] {
    /// Where a key is among ascending ones.
    fileprivate func place(of key: UInt64) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low] == key ? low : nil
    }
}
