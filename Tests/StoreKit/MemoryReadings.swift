import Metering
import Store

/// Statements about registers in the order of their arrival, and what follows of them by the rules that all engines
/// share: `Statements`, `StatementAddition`, `IndexGrid`, `IndexDifference`, `IndexWalk`.
struct MemoryReadings {
    struct Series: Hashable {
        let channel: UInt32
        let register: Register
    }

    struct Statement: ReadingStatement {
        let reading: KnownReading
        var answers: Bool

        var value: Int64 { reading.value }
        var mark: Mark { reading.mark }
    }

    /// What is said of one series at one instant, in the order of arrival.
    struct Moment {
        let at: Instant
        let statements: [Statement]

        /// What counts.
        var answer: KnownReading? { Statements(statements).answer?.reading }

        /// Whether it is the midnight that one of the days starts with.
        func isMidnight(of days: ClosedRange<CivilDay>) -> Bool {
            let day = CivilDay(containing: at)
            return days.contains(day) && day.start == at
        }
    }

    private var series: [UInt32: [Register: [Statement]]] = [:]

    /// Of some revisions alone.
    func filter(_ isWanted: (Revision) -> Bool) -> MemoryReadings {
        var some = MemoryReadings()
        some.series = series.mapValues { registers in
            registers.mapValues { $0.filter { isWanted($0.reading.revision) } }
        }
        return some
    }

    mutating func append(_ statements: [(Series, Statement)]) {
        for (place, statement) in statements {
            series[place.channel, default: [:]][place.register, default: []].append(statement)
        }
    }

    /// Takes the readings of one revision, in their order.
    mutating func take(_ readings: [(series: Series, reading: KnownReading)]) -> ReadingChanges {
        struct Place: Hashable {
            let series: Series
            let at: Instant
        }
        var changes = ReadingChanges()
        for (place, said) in Dictionary(grouping: readings, by: { Place(series: $0.series, at: $0.reading.at) }) {
            let known = self.said(of: place.series.channel, place.series.register).filter { $0.reading.at == place.at }
            var addition = StatementAddition(to: Statements(known))
            for (_, reading) in said { addition.add(Statement(reading: reading, answers: true)) }
            changes.outranked += addition.outrankedCount
            changes.new += addition.new == nil ? 0 : 1
            for statement in addition.outranked { changes.name(statement, of: place.series) }
            append((addition.outranked + [addition.new].compactMap(\.self)).map { (place.series, $0) })
        }
        return changes
    }

    // MARK: what is said

    /// Ascending.
    var channels: [UInt32] { series.keys.sorted() }

    /// Of a channel, by name.
    func registers(of channel: UInt32) -> [Register] { series[channel, default: [:]].keys.sorted() }

    private func said(of channel: UInt32, _ register: Register) -> [Statement] { series[channel]?[register] ?? [] }

    /// In time order.
    func moments(of channel: UInt32, _ register: Register) -> [Moment] {
        Dictionary(grouping: said(of: channel, register), by: \.reading.at).sorted { $0.key < $1.key }
            .map { Moment(at: $0.key, statements: $0.value) }
    }

    // MARK: energies

    /// The days at whose start something is said of an index, ascending.
    func days(of channel: UInt32) -> [CivilDay] {
        let instants = registers(of: channel).filter { IndexGrid($0) != nil }
            .flatMap { said(of: channel, $0).map(\.reading.at) }
        return Set(instants.map { CivilDay(containing: $0) }).sorted()
    }

    /// What the indexes at both midnights tell of a day: the grid that is believed most, unless another denies it.
    func energy(of channel: UInt32, on day: CivilDay) -> IndexEnergy? {
        var (sets, told) = (RevisionSets(), IndexDifference?.none)
        for grid in IndexGrid.allCases {
            let opening = sum(of: channel, grid, at: day.start, &sets)
            let closing = sum(of: channel, grid, at: day.end, &sets)
            guard let next = IndexDifference(from: opening, to: closing, of: grid) else { continue }
            if told?.hear(next) == nil { told = next }
        }
        guard let told, let total = told.total else { return nil }
        return IndexEnergy(
            total: total, quality: told.quality, opening: sets[told.opening], closing: sets[told.closing])
    }

    private func sum(
        of channel: UInt32, _ grid: IndexGrid, at instant: Instant, _ sets: inout RevisionSets
    ) -> IndexSum {
        var sum = IndexSum()
        for register in registers(of: channel) where IndexGrid(register) == grid || grid.isUntold(by: register) {
            let said = self.said(of: channel, register).filter { $0.reading.at == instant }
            if !said.isEmpty { sum.add(register.classHash, Statements(said).answer?.reading, &sets) }
        }
        return sum
    }

    // MARK: judging

    /// What a sealed revision has to say of indexes, judged as one part; `setAside` counts its own that answer no more.
    func judge(
        _ revision: Revision, _ setAside: inout Int,
        _ passage: @escaping (UInt32, KnownReading, KnownReading) throws -> IndexPassage,
        _ found: @escaping (IndexInTime) throws -> Void
    ) throws -> [(Series, Statement)] {
        var verdicts: [(Series, Statement)] = []
        for (channel, register) in channels.flatMap({ channel in registers(of: channel).map { (channel, $0) } }) {
            let said = moments(of: channel, register).flatMap(\.statements)
            guard IndexGrid(register) != nil, said.contains(where: { $0.reading.revision == revision }) else {
                continue
            }
            let statements = said.map { statement in
                let isOwn = statement.reading.revision == revision
                return IndexStatement(statement.reading, answers: statement.answers, isOwn: isOwn, isOfPart: isOwn)
            }
            var walk = IndexWalk(of: register, passage, found)
            try walk.judge(channel, statements)
            setAside += walk.ownSetAside
            verdicts += walk.verdicts.map { verdict in
                let reading = KnownReading(
                    at: verdict.reading.at, value: verdict.reading.value, mark: verdict.reading.mark, revision: revision
                )
                let series = Series(channel: channel, register: register)
                return (series, Statement(reading: reading, answers: verdict.answers))
            }
        }
        return verdicts
    }
}

extension ReadingChanges {
    fileprivate mutating func name(_ statement: MemoryReadings.Statement, of series: MemoryReadings.Series) {
        name(
            OutrankedReading(
                channel: series.channel, register: series.register, at: statement.reading.at, value: statement.value,
                mark: statement.mark))
    }
}
