package import Disclosure
package import Metering

/// Everything that was ever judged for publication, in numbered editions, with what the differencing guard, tables and
/// privacy budgets have to remember. No row is ever deleted, and each recording is chained to the one before.
///
///     let editions = try releases.record(
///         [record], remembering: GuardMemory(released: admitted), closing: closings, now: now)
///     let last = try releases.lastRelease(of: request, under: policy)
///
/// A port: transactional for ever, since what leaves and what is remembered of it are one decision. Every
/// implementation passes `ReleaseRegisterConformance`.
package protocol ReleaseRegister: Sendable {
    // MARK: recording

    /// Costs waiting for whoever publishes: lets one publication at a time look at what left, decide, and record. Not
    /// to be called within itself.
    func exclusively<Result>(_ work: () throws -> Result) rethrows -> Result

    /// Costs the records: records verdicts, all or none, and answers their editions: the known one where the inputs and
    /// the verdict are those of the last edition, else a new one. What the differencing guard has to remember of them,
    /// and what they close, is kept in the same transaction: no figure leaves that it forgets.
    func record(
        _ records: [FigureRecord], remembering memory: GuardMemory, closing days: [DayClosing], now: Instant
    ) throws -> [Int]

    /// Costs the lines: records the lines of a table, all or none, and answers their editions. The years that they are
    /// made of are closed with them, each at the import after which its energies were known, and what they close of
    /// days. Lines that left count for the guard as figures of their years. Throws `YearClosedMeanwhile`.
    func record(
        _ lines: [TableLineRecord], closing years: [Int: Revision], _ days: [DayClosing], _ kind: EnergyKind,
        now: Instant
    ) throws -> [Int]

    /// Costs the members: records a sum with noise and charges each member its cost, for each year of the period, in
    /// one transaction.
    ///
    /// Throws `StoreError.budgetSpent`, and records nothing, where one of them would pay more than `costPerYear` for a
    /// year's data. Asked again with the same inputs it is known already, and free.
    func record(_ sum: NoisyRecord, costPerYear: Int, now: Instant) throws -> Int

    /// Costs one look-up: the edition of a document by its content, the known one when the bytes are those of the last
    /// edition, else a new one. `horizon`: the last import that its figures may be made of.
    func edition(
        ofDocument name: String, policy: String, day: CivilDay, sha256: String, horizon: Revision, now: Instant
    ) throws -> Int

    // MARK: its chain

    /// Costs one look-up: how far the chain has come.
    func head() throws -> RegisterHead

    /// Costs one look-up: how far the chain had come once the last edition of a document was recorded, the same however
    /// often it is published again; nil where it never left.
    func head(ofDocument name: String, policy: String, day: CivilDay) throws -> RegisterHead?

    /// Costs one look-up: whether this register is the one that a head was taken of, or what became of it.
    func standing(of head: RegisterHead) throws -> HeadStanding

    /// Costs one row: nothing more leaves of these days, for ever. `head`: the one that the register does not hold, if
    /// one told that it forgot what left of them.
    func forget(_ days: ClosedRange<CivilDay>, missing head: RegisterHead?, now: Instant) throws

    /// Costs the rows that `forget` made.
    func forgottenDays() throws -> ForgottenDays

    // MARK: what left

    /// Costs one look-up: whether a figure was judged before, whatever came of it, and whatever sector all its members
    /// were in.
    func hasJudged(_ request: FigureRequest, under policy: Policy) throws -> Bool

    /// Costs one look-up: nil where no edition left. One that was held since does not hide it: who has the figure still
    /// has it.
    func lastRelease(of request: FigureRequest, under policy: Policy) throws -> LastRelease?

    /// Costs the figures that end on the day: those of that one day of which an edition left, under any policy, sums
    /// and curves.
    func figuresThatLeft(on day: CivilDay) throws -> Set<FigureName>

    /// Costs all rows: the curves that left, each set's of a day once, in the order in which they left first.
    func curvesThatLeft() throws -> [CurveRelease]

    /// Costs what closed the days: all of it, in the order in which it was recorded: of what is closed twice, the last
    /// counts. `figure`: what was closed when the figure of that number was judged (nil: by now). Throws where a panel
    /// is damaged.
    func closings(of days: ClosedRange<CivilDay>, before figure: Int64?) throws -> [DayClosing]

    /// Costs one look-up: the last edition of a document; nil where it never left.
    func lastEdition(ofDocument name: String, policy: String, day: CivilDay) throws -> Int?

    // MARK: what restricted figures leave on

    /// Costs one row: adds an agreement, and answers its number.
    func add(_ agreement: UseAgreement, now: Instant) throws -> Int64

    /// Costs one row: ends an agreement after a measured day. Ended again, the earliest day counts. Throws
    /// `StoreError.badAgreement` where there is none of the number, or it may not be ended so
    /// (`KeptAgreement.checkEnding`).
    func endAgreement(_ number: Int64, after day: CivilDay, now: Instant) throws

    /// Costs the agreements: all that were ever added, in their order.
    func agreements() throws -> [KeptAgreement]

    // MARK: when figures are ready

    /// Costs one row: a use's figures of a day may leave although they are not ready.
    func approve(_ approval: DayApproval, now: Instant) throws

    /// Costs the day's approvals, in the order in which they were given.
    func approvals(of day: CivilDay) throws -> [DayApproval]

    // MARK: what the guard remembers

    /// Costs the sets: the panels that they have on a day, by set: those they had on the last day before that something
    /// was said of.
    func panels(of kind: EnergyKind, on day: CivilDay) throws -> [String: Panel]

    /// Costs the figures of the months of a period and of the months before and after, and the panels held in its
    /// months: all that a guard needs for questions about the period. Throws where a panel is damaged.
    func released(near period: ClosedRange<CivilDay>) throws -> PastReleases

    /// Costs nothing: how often something was recorded that guards have to know, since the register was opened. Guards
    /// that have seen fewer are made again from `released(near:)`.
    var guardedRecordings: Int { get }

    // MARK: what tables remember

    /// Costs the closed years: the last import that each one's tables are made of, the one that was last when the first
    /// of them was recorded.
    ///
    /// Tables of a year are made of the same energies for ever: a corrected edition of a total would tell, beside the
    /// old one, what a few points changed by.
    func closedYears(_ kind: EnergyKind) throws -> [Int: Revision]

    /// Costs all lines and panels of these years: what tables of them have to reckon with, the lines of earlier tables
    /// and all figures that left day by day, each as if every day of the year had.
    func earlierLines(in years: Set<Int>, _ kind: EnergyKind) throws -> Set<TableLine.Earlier>

    // MARK: reading what was recorded

    /// Costs one look-up.
    func figure(_ number: Int64) throws -> RecordedFigure?

    /// Costs the rows of the visibility after the number, until enough are found: what was judged for one visibility,
    /// the latest first, at most so many before a number (nil: the end). `held`: what was held back, else what left;
    /// `sets`: of these alone.
    func list(
        of visibility: Visibility, sets: [String]?, on day: CivilDay?, held: Bool, before number: Int64?, limit: Int
    ) throws -> [RecordedFigure]

    /// Costs the set's rows of that time: the last edition of each of its figures whose period holds a day.
    func latest(ofSet set: String, on day: CivilDay) throws -> [RecordedFigure]

    /// Costs the editions: those of the same figure before one, the first of them first.
    func editions(before figure: RecordedFigure) throws -> [RecordedFigure]
}

extension ReleaseRegister {
    /// Records verdicts of which the guard has nothing to remember.
    package func record(_ records: [FigureRecord], now: Instant) throws -> [Int] {
        try record(records, remembering: GuardMemory(), closing: [], now: now)
    }
}
