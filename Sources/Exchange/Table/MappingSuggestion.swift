import Metering

/// A mapping proposed from the names and first rows of a table, with what was taken for granted in it.
package struct MappingSuggestion {
    package private(set) var mapping = TableMapping()
    /// What the table does not say, in sentences: a person has to look.
    package private(set) var assumptions: [String] = []
    private let sample: TableSample
    private let keys: [String]

    /// Throws a `FlowError` where the file has no table of dates and numbers.
    package init(of source: any ByteSource, limits: ReadingLimits = ReadingLimits()) throws {
        let texts = try TableSample.texts(of: source, limits: limits)
        guard let sample = texts.lazy.compactMap({ TableSample($0) }).first else {
            throw FlowError.unrecognised(hint: "no line of column names has dates and numbers below it")
        }
        self.sample = sample
        keys = sample.names.map(\.columnKey)
        let lines = texts.flatMap { $0.split(whereSeparator: \.isNewline).prefix(MappedTableReader.mostLinesAbove) }
        if let known = KnownTable.recognise(lines) {
            mapping = known.mapping
            mapping.columns.write(as: sample.names)
        } else {
            findDates()
            findFigures()
            try requireFigures()
            findNames()
            findTimes()
        }
        noteUnread()
    }

    /// Throws where no mapping could read anything: a proposal of nothing would pass for one.
    private func requireFigures() throws(FlowError) {
        if mapping.columns.start == nil, mapping.columns.end == nil {
            throw .unrecognised(
                hint: "no column has dates that Maille reads: write 15/01/2026 00:30, with four digits of the year, "
                    + "2026-01-15T00:30:00+01:00, or months as 2026-01")
        }
        if mapping.columns.value != nil || mapping.columns.index != nil || mapping.columns.openingIndex != nil {
            return
        }
        let names = keys.indices.filter(isOther).map { "'\(name($0).prefix(40))'" }
        throw .unrecognised(
            hint: names.isEmpty
                ? "no column has numbers beside its dates"
                : "\(names.joined(separator: ", ")): Maille keeps energy, power and volume, and nothing of rooms or prices"
        )
    }

    /// Whether a column is of rooms, prices or volts, by its name or by what each row calls its sensor.
    private func isOther(_ place: Int) -> Bool {
        if ColumnWords.isOther(keys[place]) { return true }
        guard let meter = keys.firstIndex(where: { ColumnWords.has($0, ColumnWords.meter) }), isNumbers(place) else {
            return false
        }
        let sensors = sample.column(meter)
        return !sensors.isEmpty && sensors.allSatisfy { ColumnWords.isOther($0.columnKey) }
    }

    private func name(_ place: Int) -> String { sample.names[place] }

    // MARK: Dates

    private var reader: TableMoment { TableMoment(mapping) }

    private func isDates(_ place: Int, _ reader: TableMoment) -> Bool {
        let cells = sample.column(place)
        return !cells.isEmpty && cells.allSatisfy { (try? reader.read($0, time: nil)) != nil }
    }

    private func isTimes(_ place: Int) -> Bool {
        let cells = sample.column(place)
        return !cells.isEmpty && cells.allSatisfy { $0.wholeMatch(of: #/\d{1,2}[:hH]\d{2}(:\d{2})?/#) != nil }
    }

    private mutating func findDates() {
        var monthFirst = mapping
        monthFirst.dates = .monthFirst
        let places = Array(keys.indices)
        var dates = places.filter { isDates($0, reader) }
        let others = places.filter { isDates($0, TableMoment(monthFirst)) }
        if dates.count < others.count {
            mapping.dates = .monthFirst
            dates = others
        } else if let first = dates.first, others.contains(first), !isISO(first) {
            assumptions.append("in dates such as \(sample.column(first)[0].prefix(10)) the day comes first")
        }
        let times = places.filter(isTimes)
        let end = dates.first { ColumnWords.has(keys[$0], ColumnWords.end) }
        let start = dates.first { $0 != end }
        (mapping.columns.start, mapping.columns.end) = (start.map(name), end.map(name))
        func time(of date: Int?) -> String? {
            date.flatMap { date in times.first { $0 > date } }.map(name)
        }
        if let start, !(sample.column(start).first?.contains(":") ?? false) {
            mapping.columns.startTime = time(of: start)
        }
        if let end, !(sample.column(end).first?.contains(":") ?? false) { mapping.columns.endTime = time(of: end) }
        if let start, let end { findEnds(start, end) }
        if dates.isEmpty, let months = places.first(where: isMonths) {
            (mapping.columns.start, mapping.step) = (name(months), .month)
        }
    }

    private func isMonths(_ place: Int) -> Bool {
        let cells = sample.column(place)
        return !cells.isEmpty && cells.allSatisfy { (try? reader.month($0)) != nil }
    }

    /// Where each period begins on the day after the last one ended, the days that end them are theirs.
    private mutating func findEnds(_ start: Int, _ end: Int) {
        func day(_ cell: String) -> CivilDay? {
            guard case .midnight(let day) = try? reader.read(cell, time: nil) else { return nil }
            return day
        }
        let days = sample.rows.compactMap { row in
            day(row[start]).flatMap { first in day(row[end]).map { (first, $0) } }
        }
        guard mapping.columns.endTime == nil, days.count == sample.rows.count else { return }
        let rows = days.sorted { $0.0 < $1.0 }
        let gaps = zip(rows, rows.dropFirst()).map { $1.0.daysSinceEpoch - $0.1.daysSinceEpoch }
        let follows = gaps.filter { $0 == 1 }.count * 2 > gaps.count
        guard days.contains(where: { $0 == $1 }) || follows else { return }
        mapping.endDate = .included
        assumptions.append("the day that ends a row's period is part of it")
    }

    private func isISO(_ place: Int) -> Bool {
        sample.column(place).allSatisfy { $0.prefix(4).allSatisfy(\.isNumber) && $0.count > 4 }
    }

    // MARK: Figures

    private mutating func findFigures() {
        let taken = [
            mapping.columns.start, mapping.columns.startTime, mapping.columns.end, mapping.columns.endTime,
        ].compactMap(\.self)
        let numbers = keys.indices.filter { place in
            !taken.contains(name(place)) && !ColumnWords.isPoint(keys[place]) && isNumbers(place) && !isOther(place)
        }
        let opening = numbers.first { ColumnWords.has(keys[$0], ColumnWords.openingIndex) }
        let index = numbers.first { $0 != opening && ColumnWords.has(keys[$0], ColumnWords.index) }
        let rest = numbers.filter { $0 != opening && $0 != index }
        var value =
            rest.first { ColumnWords.unit(in: keys[$0]) != nil }
            ?? rest.first { ColumnWords.has(keys[$0], ColumnWords.value) } ?? (index == nil ? rest.first : nil)
        var grows: Int?
        if let found = value, index == nil, ColumnWords.unit(in: keys[found]) == nil, isGrowing(found) {
            (grows, value) = (found, nil)
            assumptions.append("'\(name(found).prefix(40))' never falls: it is what a counter shows")
        }
        if opening != nil { value = nil }
        mapping.columns.value = value.map(name)
        mapping.columns.index = (index ?? grows).map(name)
        mapping.columns.openingIndex = opening.map(name)
        mapping.unit = (value ?? index ?? grows).flatMap { ColumnWords.unit(in: keys[$0]) }.map(WrittenUnit.symbol)
        if value != nil, let index, let unit = ColumnWords.unit(in: keys[index]).map(WrittenUnit.symbol),
            unit != mapping.unit
        {
            mapping.indexUnit = unit
        }
        noteFigures(value, index)
    }

    /// Says what is taken for granted of the figures.
    private mutating func noteFigures(_ value: Int?, _ index: Int?) {
        if let value, ColumnWords.has(keys[value], ColumnWords.injection) {
            mapping.direction = .injection
            assumptions.append("'\(name(value).prefix(40))' is what is fed into the grid")
        }
        if let value, mapping.unit?.hasSuffix("h") ?? false, isGrowing(value) {
            assumptions.append(
                "'\(name(value).prefix(40))' is of each row's interval; it never falls, so if it is what a counter "
                    + "shows, write 'index' in place of 'value'")
        }
        if let index, mapping.columns.startTime == nil, mapping.columns.endTime == nil,
            sample.column(keys.firstIndex { $0 == (mapping.columns.end ?? mapping.columns.start)?.columnKey } ?? index)
                .allSatisfy({ !$0.contains(":") })
        {
            assumptions.append("'\(name(index).prefix(40))' stands at the end of its date")
        }
    }

    /// Says which columns of numbers the mapping does not read, and what their commas are taken for.
    private mutating func noteUnread() {
        let read = Set(mapping.named.map(\.columnKey))
        let left = keys.indices.filter { place in
            !read.contains(keys[place]) && isNumbers(place) && !ColumnWords.isPoint(keys[place])
        }
        if !left.isEmpty {
            let names = left.map { "'\(name($0).prefix(40))'" }.joined(separator: ", ")
            assumptions.append("of the columns of numbers, \(names) are left: describe each in a mapping of its own")
        }
        let value = mapping.columns.value ?? mapping.columns.index
        guard mapping.thousands == nil, let place = value.flatMap({ keys.firstIndex(of: $0.columnKey) }) else { return }
        let marked = sample.column(place).filter { $0.contains { ",.".contains($0) } }
        if let first = marked.first, marked.allSatisfy({ $0.wholeMatch(of: #/-?[1-9]\d{0,2}[,.]\d{3}/#) != nil }) {
            assumptions.append("in '\(first)' decimals follow the mark; of thousands, say it in 'thousands'")
        }
    }

    private func isNumbers(_ place: Int) -> Bool {
        let cells = sample.column(place)
        let numbers = cells.count { $0.withoutThousands(nil).flatMap { DecimalNumber($0.utf8.span) } != nil }
        return numbers > 0 && numbers * 10 >= cells.count * 9
    }

    private func isGrowing(_ place: Int) -> Bool {
        let values = sample.column(place).compactMap { $0.withoutThousands(nil) }
            .compactMap { Double($0.replacing(",", with: ".")) }
        guard values.count > 4, let first = values.first, let last = values.last, last > first else { return false }
        return zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }
    }

    // MARK: Names and words

    private mutating func findNames() {
        let taken = [mapping.columns.value, mapping.columns.index, mapping.columns.start, mapping.columns.end]
        let free = keys.indices.filter { !taken.contains(name($0)) }
        let meter = free.first { ColumnWords.has(keys[$0], ColumnWords.meter) }
        let point = free.first { ColumnWords.isPoint(keys[$0]) && isPoints($0) }
        mapping.columns.point = point.map(name)
        if point == nil { mapping.columns.meter = meter.map(name) }
        if let unit = free.first(where: isUnits) {
            mapping.columns.unit = name(unit)
        }
        if let quality = free.first(where: { $0 != point && ColumnWords.has(keys[$0], ColumnWords.quality) }) {
            mapping.columns.quality = name(quality)
            for word in Set(sample.column(quality)).sorted().prefix(20) {
                let known = ColumnWords.quality(of: word)
                mapping.qualities[word] = (known ?? .measured).name
                if known == nil { assumptions.append("'\(word.prefix(24))' says that a value was measured") }
            }
        }
        let words = keys.joined(separator: " ") + " " + (sample.rows.first ?? []).joined(separator: " ").columnKey
        mapping.carrier =
            ColumnWords.carriers.first { ColumnWords.has(words, $0.words) }?.carrier
            ?? (["m3", "l"].contains(mapping.unit) ? .water : .electricity)
        if mapping.unit == nil, mapping.columns.unit == nil {
            mapping.unit = mapping.carrier == .water ? "m3" : "kWh"
            assumptions.append("figures are in \(mapping.unit ?? ""): the table has no unit")
        }
    }

    private func isUnits(_ place: Int) -> Bool {
        let cells = sample.column(place)
        return !cells.isEmpty && cells.allSatisfy { WrittenUnit(inTable: $0) != nil }
    }

    private func isPoints(_ place: Int) -> Bool {
        sample.column(place).allSatisfy { (try? PartnerName($0.utf8.span)) != nil }
    }

    // MARK: Steps

    /// The step and the side of the interval that a single moment is, from the moments of the rows.
    private mutating func findTimes() {
        guard mapping.columns.value != nil, mapping.columns.start == nil || mapping.columns.end == nil,
            mapping.step == nil
        else { return }
        let minutes = rowMinutes
        noteRepeated(minutes)
        let moments = Set(minutes).sorted()
        let gaps = zip(moments.dropFirst(), moments).map(-)
        let counts = Dictionary(gaps.map { ($0, 1) }, uniquingKeysWith: +)
        let gap = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
        if let gap, let step = Metering.Step(minutes: gap).flatMap(TableMapping.Step.init) {
            mapping.step = step
            findSide(minutes, step: gap)
        } else {
            mapping.step = (gap ?? 1_440) >= 28 * 1_440 ? .month : .day
            if gap == nil { assumptions.append("each row is of one day") }
        }
        if mapping.carrier == .gas, mapping.step == .day {
            mapping.step = .gasDay
            assumptions.append("days are gas days, from 06:00 to 06:00")
        }
    }

    /// Of each row, the minutes that its clock showed since 1970.
    private var rowMinutes: [Int] {
        let header = mapping.columns.start ?? mapping.columns.end ?? ""
        guard let date = sample.names.firstIndex(of: header) else { return [] }
        let time = (mapping.columns.startTime ?? mapping.columns.endTime).flatMap { sample.names.firstIndex(of: $0) }
        return sample.rows.compactMap { row in
            guard let moment = try? reader.read(row[date], time: time.map { row[$0] }) else { return nil }
            return Int(moment.day.daysSinceEpoch) * 1_440 + Int(moment.clockSecond) / 60
        }
    }

    /// Rows of one time are of several points, or of several registers, each a part of what flowed.
    private mutating func noteRepeated(_ minutes: [Int]) {
        guard mapping.columns.point == nil, mapping.columns.meter == nil, mapping.columns.direction == nil,
            Set(minutes).count * 4 < minutes.count * 3
        else { return }
        assumptions.append(
            "one time has several rows, of which one is kept: where they are of several points or "
                + "registers, name the column that says it, or split the file")
    }

    /// Whole days that begin at 00:00 are stamped at the start, days whose first time is 00:30 at the end. In a file
    /// that goes back in time, the last time of its first day says it.
    private mutating func findSide(_ minutes: [Int], step: Int) {
        guard let first = minutes.first, let last = minutes.last else { return }
        let time = first % 1_440
        let isEnd = mapping.columns.start == nil || (last < first ? time == 0 : time == step)
        if isEnd, mapping.columns.end == nil {
            (mapping.columns.end, mapping.columns.start) = (mapping.columns.start, nil)
            (mapping.columns.endTime, mapping.columns.startTime) = (mapping.columns.startTime, nil)
        }
        assumptions.append("the time of a row is the \(isEnd ? "end" : "start") of its interval")
    }
}

extension WrittenMoment {
    /// Seconds that the clock showed since midnight.
    fileprivate var clockSecond: Int32 {
        if case .time(let timestamp) = self { return timestamp.wallTime.second }
        return 0
    }
}
