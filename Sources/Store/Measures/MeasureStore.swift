package import Disclosure
package import Metering

/// Where measures are kept: load curves and the readings of registers, by the numbers that the catalogue gives
/// channels.
///
///     let writer = try measures.writer(for: Revision(7))
///     try writer.append(curve, of: number, on: day)
///     let changes = try writer.seal()
///     writer.reveal(knownAt: now)
///     for totals in try measures.totals(of: .all, in: day...day, known) { … }
///
/// A port: services ask it and never an engine. It speaks in numbers, civil days and instants, so that an embedded
/// engine and a cluster answer alike; every implementation passes `MeasureStoreConformance`. What a writer adds is
/// invisible until its revision is revealed, and then visible whole; a sealed `Known` sees its own revision before.
/// Each question takes one `Known` and is answered as of it: the ledger makes it, and every revision up to its horizon
/// is revealed or discarded, but for a sealed one. Memory does not grow with the number of channels unless a method
/// says so.
package protocol MeasureStore: Sendable {
    // MARK: writing

    /// Starts writing a revision greater than every one before. One revision is written at a time.
    func writer(for revision: Revision) throws -> any MeasureWriter

    /// Costs what a revision wrote: drops whatever was written of one that was never revealed. Nothing where nothing
    /// was.
    func discard(_ revision: Revision) throws

    /// Costs one pass over the directory of what is kept: at start, shows what these revisions brought, each known from
    /// an instant on, and drops what was begun and never revealed. Revisions whose writing was interrupted are
    /// discarded before: no number of theirs is seen by any horizon.
    func recover(kept revisions: [(Revision, Instant)]) throws

    // MARK: curves

    /// Costs the values of the asked channels and days: gives each of their curves once, in the latest revision that is
    /// known, in no particular order.
    func forEachDay(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, DayCurve) throws -> Void) throws

    /// Costs the asked channels and days, not their values: as `forEachDay`, with totals and qualities alone.
    func forEachTotal(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, _ total: Int64, QualityCounts) throws -> Void) throws

    /// Costs the asked channels and days, in memory too (8 bytes each): the totals of each day.
    func totals(of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known) throws -> [DayTotals]

    /// Costs the asked channels and days: gives every revision of each curve that came after an import (nil: every
    /// one), with the moment from which it is known, in no particular order.
    func forEachRevision(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, after earlier: Revision?, _ known: Known,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, _ knownAt: Instant) throws -> Void) throws

    /// Costs the statements about the asked channel and days: gives those of which a value does not count, as they were
    /// made, oldest first. Those of a sealed revision come once it is revealed.
    func forEachBeside(
        of channel: UInt32, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ day: CivilDay, Revision, DayCurve) throws -> Void) throws

    /// Costs the values of the asked channels and days, or the days alone where an engine keeps sums: the synchronous
    /// curves, one for each step and unit among them, the finer step first. A sum over points: only a gate opens it.
    func synchronousCurves(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known
    ) throws -> Undisclosed<[SynchronousCurve]>

    // MARK: readings of registers

    /// Costs the readings of the asked channels' bands in the months of the instants: gives those of one register over
    /// instants `[from, until]` that count, each channel's in time order, holes too (`Statements.answer`).
    func forEachReading(
        of register: Register, in instants: ClosedRange<Instant>, of channels: ChannelNumbers, _ known: Known,
        _ body: (_ channel: UInt32, KnownReading) throws -> Void) throws

    /// Costs the readings of the asked channels' bands in the days' months: gives what the indexes at both midnights
    /// tell of each day, each channel's in time order: the sum of the first grid of registers (`IndexGrid`) that has
    /// the same classes at both. Nothing is told where indexes fall, a class is missing, or grids contradict each other
    /// (`IndexDifference`).
    func forEachIndexEnergy(
        of channels: ChannelNumbers, on days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, CivilDay, IndexEnergy) throws -> Void) throws

    /// As `forEachIndexEnergy`: gives every import that says anything of an index at a midnight of the days, also that
    /// it counts no more.
    func forEachIndexRevision(
        of channels: ChannelNumbers, on days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, _ midnight: Instant, Revision) throws -> Void) throws

    /// Costs the readings of the channel's band in the months of the instants, of all registers: those that do not
    /// count, by register and instant, earlier imports first. One whose value counts by now, since another import
    /// stated it too, is left out.
    func uncountedReadings(
        of channel: UInt32, in instants: ClosedRange<Instant>, _ known: Known
    ) throws -> [UncountedReading]

    /// Costs the readings of the channel's band in the months of the instants, of all registers: those that count, each
    /// register's in time order, holes too.
    func readings(
        of channel: UInt32, in instants: ClosedRange<Instant>, _ known: Known
    ) throws -> [Register: [KnownReading]]

    // MARK: what a revision changed

    /// Costs some bytes for each range of channels and days that changed together, of the revisions after one up to
    /// what is known: gives the ranges that concern the asked channels and days, by revision. Days are cut to the asked
    /// ones.
    ///
    /// A reading changes the day that holds its instant, and at a midnight the day that ends there too. More may be
    /// named than changed, never less: neighbours are joined where a revision changed more than some thousand ranges
    /// (`ChangeRanges`), and a revision of which nothing is recorded changed everything.
    func forEachChange(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, after earlier: Revision, _ known: Known,
        _ body: (Revision, ChangeRanges.Range) throws -> Void) throws

    // MARK: judging a sealed revision

    /// Costs the sealed revision's readings and their neighbours in time: judges its indexes, sets aside those that fit
    /// neither neighbour and lets those count again that now fit (`IndexWalk`). What it writes belongs to the revision
    /// and is discarded with it. Answers how many of its own were set aside. Called once, after the revision is sealed.
    func judgeIndexes(
        of sealed: Known,
        _ passage:
            @escaping (_ channel: UInt32, _ opening: KnownReading, _ closing: KnownReading) throws -> IndexPassage,
        _ found: @escaping (IndexInTime) throws -> Void
    ) throws -> Int

    /// Costs the sealed revision's curves and readings, and what is known of the same channels and days: gives the days
    /// of which it brought an index or a curve that said something new, and of which a whole curve and the energy of
    /// indexes are known and differ by more than a tolerance.
    func forEachDoublyMeasuredDay(
        of sealed: Known, apartBy tolerance: Int64,
        _ body: (_ channel: UInt32, _ day: CivilDay, DayCurve, _ indexed: Int64) throws -> Void) throws
}

/// Adds the measures of one revision. Memory is bounded, whatever is added.
package protocol MeasureWriter: AnyObject {
    /// Costs the values of the day, and those known of it: adds a channel's day. It meets what was known of it,
    /// interval by interval (`DayMeeting`): a hole never erases a value. Precondition: the curve has as many values as
    /// the day is long.
    func append(_ curve: DayCurve, of channel: UInt32, on day: CivilDay) throws

    /// Costs the values of the rows, and those known of their days: adds days in columns, as one by one, with the
    /// number of each row's channel.
    func append(_ days: DayColumns, _ rows: Range<Int>, channels: [UInt32]) throws

    /// Costs one reading: adds it. It counts where it ranks before what is known of its instant, else it is kept beside
    /// (`StatementAddition`).
    func append(_ reading: RegisterReading, of channel: UInt32) throws

    /// Costs the readings: adds them in columns, as one by one, with the number of each reading's channel.
    func append(
        _ readings: RegisterBatch, _ places: Range<Int>, channels: [UInt32], from provenance: Provenance) throws

    /// Costs what is appended and not yet on the disk: makes all of it durable, still invisible. Nothing may be
    /// appended after.
    func seal() throws -> MeasureChanges

    /// Costs the days that the revision changed: shows what was sealed, known from an instant on. Cannot fail: the
    /// import is kept already.
    func reveal(knownAt: Instant)

    /// Costs the work in hand: ends without sealing. Work in hand is over when this returns. The revision is then to be
    /// discarded.
    func abandon()
}

extension MeasureStore {
    /// Costs the values of the asked days: one channel's curves, in order.
    package func days(
        of channel: UInt32, in days: ClosedRange<CivilDay>, _ known: Known
    ) throws -> [(day: CivilDay, revision: Revision, curve: DayCurve)] {
        var found: [(day: CivilDay, revision: Revision, curve: DayCurve)] = []
        try forEachDay(of: ChannelNumbers([channel]), in: days, known) { found.append(($1, $2, $3)) }
        return found.sorted { $0.day < $1.day }
    }

    /// Costs what `forEachReading` costs: one channel's readings of a register, in time order.
    package func readings(
        of channel: UInt32, _ register: Register, in instants: ClosedRange<Instant>, _ known: Known
    ) throws -> [KnownReading] {
        var found: [KnownReading] = []
        try forEachReading(of: register, in: instants, of: ChannelNumbers([channel]), known) { found.append($1) }
        return found
    }

    /// Names everything of each revision: engines that record what changed do better.
    package func forEachChange(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, after earlier: Revision, _ known: Known,
        _ body: (Revision, ChangeRanges.Range) throws -> Void
    ) throws {
        guard earlier < known.horizon else { return }
        for number in earlier.number + 1...known.horizon.number {
            try body(Revision(number), ChangeRanges.Range(channels: 0...UInt32.max, days: days))
        }
    }

    package func totals(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known
    ) throws -> [DayTotals] {
        var totals = DayTotals.none(of: channels, on: days)
        let first = days.lowerBound.daysSinceEpoch
        try forEachTotal(of: channels, in: days, known) { channel, day, revision, total, quality in
            try totals[Int(day.daysSinceEpoch - first)].add(channel, total, quality.worst, revision)
        }
        return totals
    }

    /// Adds day after day: engines that keep sums do better.
    package func synchronousCurves(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known
    ) throws -> Undisclosed<[SynchronousCurve]> {
        var sums = SynchronousCurves(days: days)
        try forEachDay(of: channels, in: days, known) { _, day, _, curve in
            sums[curve.step, curve.unit].add(curve, on: day)
        }
        return Undisclosed(sums.all)
    }
}
