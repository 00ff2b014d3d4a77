import GRDB
import Metering
import Store

extension RegisterReadings {
    /// The readings of a channel over instants `[from, until]` that do not count: better ones are known, or the
    /// connection cannot carry them. By register and instant, earlier imports first. One whose value counts by now,
    /// since another import stated it too, is left out.
    ///
    /// Reads the pages of the channel's band in those months, of every register there is.
    func uncounted(
        of number: UInt32, in instants: ClosedRange<Instant>, _ known: Known
    ) throws -> [UncountedReading] {
        try pool.read { db in
            try RegisterReadings.registers(db).flatMap { register in
                let places = try ReadingPlace.fetchAll(
                    register, of: number...number, in: instants, upTo: known.horizon, db)
                let run = try ReadingRun(places, db) { $0.channel == number && instants.contains($0.at) }
                var counted: [Instant: Int64] = [:]
                run.forEachAnswer { counted[$1.at] = $1.value }
                return run.rows.filter { !$0.reading.answers && counted[$0.reading.at] != $0.reading.value }
                    .map { UncountedReading(register: register, known: run.known($0)) }
            }
        }
    }

    /// All readings of a channel that count over instants `[from, until]`, each register's in time order, holes too.
    func counted(
        of number: UInt32, in instants: ClosedRange<Instant>, _ known: Known
    ) throws -> [Register: [KnownReading]] {
        try pool.read { db in
            try RegisterReadings.registers(db).reduce(into: [:]) { found, register in
                let places = try ReadingPlace.fetchAll(
                    register, of: number...number, in: instants, upTo: known.horizon, db)
                let run = try ReadingRun(places, db) { $0.channel == number && instants.contains($0.at) }
                var readings: [KnownReading] = []
                run.forEachAnswer { readings.append($1) }
                if !readings.isEmpty { found[register] = readings.sorted { $0.at < $1.at } }
            }
        }
    }

    /// Every register that a page is of. Each is one step into an index: registers are few, pages are not.
    private static func registers(_ db: Database) throws -> [Register] {
        var registers: [Register] = []
        var last = ""
        while let name = try String.fetchOne(
            db, sql: "SELECT min(register) FROM reading_page WHERE register > ?", arguments: [last])
        {
            last = name
            if let register = Register(name: name) { registers.append(register) }
        }
        return registers
    }
}
