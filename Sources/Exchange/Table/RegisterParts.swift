import Metering

/// Rows of registers that count a part each of what flows, as `Afname Dag` and `Afname Nacht`: what several of them say
/// of one interval is summed. Held until all rows are there.
///
/// A quarter-hour is of the register that counted then. A day or a month is in all of them: where one lacks, what
/// flowed is not known.
struct RegisterParts {
    struct Row {
        let line: TimedLine
        let channel: Channel
        /// Which register, as the mapping or the row writes it.
        let word: String
    }

    private struct Key: Hashable {
        let channel: Channel
        let interval: TimedLine.Interval
        /// How often a register said it: the repeated autumn hour comes twice.
        let turn: Int
    }

    /// The registers that together count a direction.
    private let whole: [Direction: Set<String>]
    /// Of each word of the mapping, how it is compared.
    private let keys: [String: String]
    private let most: Int
    private var rows: [Row] = []

    init(_ mapping: TableMapping, limits: ReadingLimits) {
        let words = Dictionary(grouping: mapping.directions.keys) { mapping.directions[$0] ?? "" }
        var whole: [Direction: Set<String>] = [:]
        for (meaning, words) in words {
            guard let direction = Direction(rawValue: meaning) else { continue }
            let keys = Set(words.map(\.columnKey))
            whole[direction] = keys.filter { key in
                keys.contains { $0 != key && !$0.hasPrefix(key + " ") && !key.hasPrefix($0 + " ") }
            }
        }
        (self.whole, most) = (whole, limits.seriesLength)
        keys = Dictionary(mapping.directions.keys.map { ($0, $0.columnKey) }, uniquingKeysWith: { first, _ in first })
    }

    /// False where the register counts all that flows in its direction.
    mutating func hold(_ row: Row) throws(FlowError) -> Bool {
        let key = keys[row.word] ?? row.word.columnKey
        guard whole[row.channel.direction]?.contains(key) ?? false else { return false }
        guard rows.count < most else {
            throw .tooLarge(
                line: row.line.number, detail: "more than \(most) rows of several registers; split the file")
        }
        rows.append(Row(line: row.line, channel: row.channel, word: key))
        return true
    }

    /// Gives each interval once, in the order of the file, or why it has no sum.
    func release(
        _ take: (TimedLine, Channel) throws -> Void, _ refuse: (TimedLine, Channel, RecordFault) throws -> Void
    ) throws {
        for group in groups {
            do {
                try take(sum(of: group), group[0].channel)
            } catch let fault as RecordFault {
                for row in group { try refuse(row.line, row.channel, fault) }
            }
        }
    }

    private var groups: [[Row]] {
        var (groups, places): ([[Row]], [Key: Int]) = ([], [:])
        for row in rows {
            var turn = 0
            var key = Key(channel: row.channel, interval: row.line.interval, turn: turn)
            while let place = places[key], row.line.isRepeatable, groups[place].contains(where: { $0.word == row.word })
            {
                turn += 1
                key = Key(channel: row.channel, interval: row.line.interval, turn: turn)
            }
            if let place = places[key] {
                groups[place].append(row)
            } else {
                places[key] = groups.count
                groups.append([row])
            }
        }
        return groups
    }

    private func sum(of group: [Row]) throws(RecordFault) -> TimedLine {
        let figures = Dictionary(grouping: group, by: \.word).mapValues { $0.map(\.line.figure) }
        guard figures.values.allSatisfy({ Set($0).count == 1 }) else {
            throw RecordFault(EnedisRule.value, "one register has two values of one interval")
        }
        let missing = (whole[group[0].channel.direction] ?? []).subtracting(figures.keys).sorted()
        if group[0].line.isOfDays, !missing.isEmpty {
            throw RecordFault(
                EnedisRule.value,
                "of several registers one alone: '\(missing[0].prefix(24))' has no row of the same days")
        }
        let parts = figures.values.compactMap(\.first)
        guard Set(parts.map(\.unit)).count == 1 else {
            throw RecordFault(PartnerRule.unit, "the registers of one interval have several units")
        }
        let amounts = parts.map(\.amount)
        let total = amounts.reduce(into: Int64?(0)) { sum, amount in
            sum = sum.flatMap {
                let (result, overflows) = $0.addingReportingOverflow(amount)
                return overflows ? nil : result
            }
        }
        let worst = parts.max { $0.mark.quality < $1.mark.quality }
        guard let total, let worst else { throw RecordFault(EnedisRule.value, "the sum of the registers is too large") }
        let isMissing = worst.mark.quality == .missing
        return TimedLine(
            interval: group[0].line.interval,
            figure: ExchangeLongLine.Figure(amount: isMissing ? 0 : total, unit: parts[0].unit, mark: worst.mark),
            number: group[0].line.number)
    }
}

extension TimedLine {
    /// Whether its time comes twice, without zone.
    fileprivate var isRepeatable: Bool {
        guard let time = stamp.wallTime, case .repeated = ParisTime.instants(of: time) else { return false }
        return true
    }

    /// Whether it lasts a civil day or longer.
    fileprivate var isOfDays: Bool {
        guard case .between(let start, let end) = interval else { return false }
        return end.clock - start.clock >= 23 * 3_600
    }
}

extension WrittenMoment {
    /// Seconds as its clock counts them.
    fileprivate var clock: Int64 {
        guard case .time(let timestamp) = self else { return Int64(day.daysSinceEpoch) * 86_400 }
        return Int64(day.daysSinceEpoch) * 86_400 + Int64(timestamp.wallTime.second) - Int64(timestamp.offset ?? 0)
    }
}
