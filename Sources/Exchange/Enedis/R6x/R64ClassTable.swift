import Metering

/// The temporal classes that rows name, each read once: a file repeats a few dozen of them with every row.
struct R64ClassTable {
    private static let columns: [R6xColumn] = [.register, .grid, .calendar, .temporalClass]
    private static let calendarColumns: [R6xColumn] = [.grid, .calendar]
    /// Past this bound on memory all begin anew, between two series.
    private static let most = 1 << 16

    private struct Entry {
        let cells: R6xCells
        let temporalClass: R64Class
        let isTotal: Bool
        /// The number of its calendar among those of the file.
        let calendar: Int
        let grid: R64Grid
        /// The latest series that has it, and where it is in that.
        var series = 0
        var place = Place.total
    }

    /// Where the values of a class go.
    enum Place {
        case total
        case ofClass(calendar: Int, position: Int)
    }

    private var entries: [Entry] = []
    private var numbers: [R6xCells: Int] = [:]
    private var latest = 0
    private var calendars: [R6xCells: Int] = [:]
    /// For each calendar, the latest series that has it, and where it is in that.
    private var calendarPlaces: [(series: Int, place: Int)] = []
    private var series = 0

    mutating func beginSeries() {
        if entries.count > R64ClassTable.most { self = R64ClassTable() }
        series += 1
    }

    /// Where the value of a row belongs, made in the indexes where it is the first there.
    mutating func place(of row: R6xRow, _ text: Span<UInt8>, in indexes: inout R64Indexes) -> Place {
        let number = number(of: row, text)
        if entries[number].isTotal { return .total }
        if entries[number].series == series { return entries[number].place }
        let calendar = calendarPlace(of: entries[number], in: &indexes)
        let place = Place.ofClass(calendar: calendar, position: indexes.calendars[calendar].classes.count)
        indexes.calendars[calendar].classes.append(entries[number].temporalClass)
        (entries[number].series, entries[number].place) = (series, place)
        return place
    }

    private mutating func calendarPlace(of entry: Entry, in indexes: inout R64Indexes) -> Int {
        let known = calendarPlaces[entry.calendar]
        if known.series == series { return known.place }
        calendarPlaces[entry.calendar] = (series, indexes.calendars.count)
        indexes.calendars.append(R64Calendar(grid: entry.grid))
        return indexes.calendars.count - 1
    }

    /// Rows of one class follow each other, or all classes come in turn.
    private mutating func number(of row: R6xRow, _ text: Span<UInt8>) -> Int {
        for number in [latest, latest + 1, 0] where number < entries.count {
            guard entries[number].cells.areThose(R64ClassTable.columns, of: row, text) else { continue }
            latest = number
            return number
        }
        var cells = R6xCells()
        cells.take(R64ClassTable.columns, of: row, text)
        latest = numbers[cells] ?? add(cells, row, text)
        return latest
    }

    private mutating func add(_ cells: R6xCells, _ row: R6xRow, _ text: Span<UInt8>) -> Int {
        var calendarCells = R6xCells()
        calendarCells.take(R64ClassTable.calendarColumns, of: row, text)
        let calendar = calendars[calendarCells] ?? calendars.count
        if calendars.updateValue(calendar, forKey: calendarCells) == nil { calendarPlaces.append((0, 0)) }
        let register = text.extracting(row.range(.register)).label
        entries.append(
            Entry(
                cells: cells,
                temporalClass: R64Class(id: text.extracting(row.range(.temporalClass)).label, register: register),
                isTotal: register == "IDX_EAS_T" || register == "IDX_EAI_T", calendar: calendar,
                grid: R64Grid(text.extracting(row.range(.grid)).label)))
        numbers[cells] = entries.count - 1
        return entries.count - 1
    }
}
