import GRDB
package import Metering
package import Store

extension EmbeddedMeasures {
    /// Gives the days of which a sealed import brought the curve or an index, and of which the curve and what the
    /// indexes tell (`TotalIndexes`) are known and differ by more than a tolerance.
    ///
    /// Reads the import's own pages and blocks, and of what was known before the same channels and days. Curves are
    /// read where their totals differ. Memory: 65,536 channels' indexes of a month.
    package func forEachDoublyMeasuredDay(
        of sealed: Known, apartBy tolerance: Int64,
        _ body: (_ channel: UInt32, _ day: CivilDay, DayCurve, _ indexed: Int64) throws -> Void
    ) throws {
        let own = try curves.sealedPlaces(sealed.horizon).filter { !$0.isBeside }
        let days = DoublyMeasuredDays(measures: self, known: sealed, tolerance: tolerance, ownBlocks: own)
        for (part, extent) in try days.parts() { try days.compare(part, extent, body) }
    }
}

private struct DoublyMeasuredDays {
    let measures: EmbeddedMeasures
    let known: Known
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

    /// A day of which indexes tell the energy.
    private struct IndexedDay {
        let channel: UInt32
        let day: CivilDay
        let energy: Int64

        var key: UInt64 { DoublyMeasuredDays.key(channel, day) }
    }

    private static func key(_ channel: UInt32, _ day: CivilDay) -> UInt64 {
        UInt64(channel) << 32 | UInt64(UInt32(bitPattern: day.daysSinceEpoch))
    }

    // MARK: where to look

    /// What of a part the import is about, at the most.
    struct Extent {
        var channels: ClosedRange<UInt32>
        var days: ClosedRange<CivilDay>
    }

    /// Where the import brought an index or a curve; nowhere while no index is known at all.
    func parts() throws -> [(Part, Extent)] {
        let pages = try measures.readings.pool.read { db in
            try ReadingPlace.knowsIndexes(db) ? ReadingPlace.fetchIndexes(of: known.horizon, db) : nil
        }
        guard let pages else { return [] }
        var parts: [Part: Extent] = [:]
        for page in pages {
            // An index at midnight closes the day before.
            let first = CivilDay(containing: page.instants.lowerBound).advanced(by: -1)
            add(page.channels, first...CivilDay(containing: page.instants.upperBound), to: &parts)
        }
        for block in ownBlocks { add(block.channels, block.days, to: &parts) }
        return parts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func add(
        _ channels: ClosedRange<UInt32>, _ days: ClosedRange<CivilDay>, to parts: inout [Part: Extent]
    ) {
        for number in Part.of(channel: channels.lowerBound)...Part.of(channel: channels.upperBound) {
            for month in ReadingMonth(of: days.lowerBound).number...ReadingMonth(of: days.upperBound).number {
                let part = Part(number: number, month: ReadingMonth(number: month))
                let own = channels.clamped(to: ReadingPage.channels(of: part.bands))
                let ownDays = days.clamped(to: part.month.days)
                guard let known = parts[part] else {
                    parts[part] = Extent(channels: own, days: ownDays)
                    continue
                }
                parts[part] = Extent(
                    channels: min(
                        known.channels.lowerBound, own.lowerBound)...max(
                            known.channels.upperBound, own.upperBound),
                    days: min(
                        known.days.lowerBound, ownDays.lowerBound)...max(
                            known.days.upperBound, ownDays.upperBound))
            }
        }
    }

    // MARK: comparing

    func compare(
        _ part: Part, _ extent: Extent,
        _ body: (_ channel: UInt32, _ day: CivilDay, DayCurve, _ indexed: Int64) throws -> Void
    ) throws {
        let indexed = try indexedDays(of: part, extent)
        let apart = try apart(indexed)
        try forEachAnswer(to: apart) { place, question, take in
            try measures.curves.forEachCurve(in: place, of: question) { channel, day, _, curve in
                if let found = take(channel, day) { try body(channel, day, curve, apart[found].energy) }
            }
        }
    }

    /// The days of a part that the import is about, with what the indexes say of them.
    private func indexedDays(of part: Part, _ extent: Extent) throws -> [IndexedDay] {
        let totals = TotalIndexes(
            measures.readings, of: ChannelNumbers(ascending: Array(extent.channels)), on: extent.days, known)
        let ownDays = try ownDays(within: extent)
        var indexed: [IndexedDay] = []
        try totals.forEachEnergy { channel, day, energy in
            let told = IndexedDay(channel: channel, day: day, energy: energy.total)
            if energy.revision == known.horizon || ownDays.contains(told.key) { indexed.append(told) }
        }
        return indexed.sorted { $0.key < $1.key }
    }

    /// The days of which the import brought a curve that said something new.
    private func ownDays(within extent: Extent) throws -> Set<UInt64> {
        let (channels, days) = (extent.channels, extent.days)
        var own: Set<UInt64> = []
        for block in ownBlocks where block.channels.overlaps(channels) && block.days.overlaps(days) {
            for row in try measures.curves.rows(of: block)
            where channels.contains(row.channel) && days.contains(row.day) {
                own.insert(DoublyMeasuredDays.key(row.channel, row.day))
            }
        }
        return own
    }

    /// Those whose complete curve has a total that differs.
    private func apart(_ indexed: [IndexedDay]) throws -> [IndexedDay] {
        var differing: [Int] = []
        try forEachAnswer(to: indexed) { place, question, take in
            try measures.curves.forEachTotal(in: place, of: question) { channel, day, _, total, quality in
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
        let question = EmbeddedCurveStore.Question(channels: channels, days: first...last, known: known)
        let own = ownBlocks.filter { $0.days.overlaps(first...last) && channels.overlaps($0.channels) }
        let keys = indexed.map(\.key)
        var isTaken = Array(repeating: false, count: keys.count)
        for place in own + measures.curves.places(of: channels, in: first...last) {
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
