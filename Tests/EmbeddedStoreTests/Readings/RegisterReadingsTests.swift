import DirectoryKit
import GRDB
import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

@Suite("Register readings")
struct RegisterReadingsTests {
    private let folder: TemporaryFolder
    private let data: DataDirectory
    private static let now = Instant(secondsSinceEpoch: 1_800_000_000)
    private static let day = CivilDay(daysSinceEpoch: 20_000)

    init() throws {
        folder = try TemporaryFolder()
        data = try DataDirectory(folder.url)
    }

    private static func channel(_ number: Int) -> Channel { Channel(point: PointID("\(99_000_000_000_000 + number)")) }

    private static func reading(
        _ number: Int, day offset: Int = 0, _ value: Int64, _ mark: Mark = .measured,
        _ register: Register = .totalIndex
    ) -> RegisterReading {
        RegisterReading(
            channel: channel(number), register: register, at: day.advanced(by: offset).start, value: value, mark: mark,
            line: 1)
    }

    @discardableResult
    private func keep(
        _ readings: [RegisterReading], in data: DataDirectory? = nil, at moment: Int = 0
    ) throws -> ImportSession.Changes {
        let data = data ?? self.data
        let session = try data.ledger.begin(name: "f", now: Self.now.advanced(seconds: moment))
        for reading in readings { try session.keep(reading) }
        let changes = try session.seal()
        try session.commit(sha256: "\(session.revision.number)", flows: "", size: 0, summary: "{}")
        return changes
    }

    private func answers(_ number: Int, in data: DataDirectory? = nil, knownAt: Instant? = nil) throws -> [Int64] {
        let instants = Self.day.start...Self.day.advanced(by: 2_000).start
        let data = data ?? self.data
        let known = try knownAt.map(data.ledger.known(at:)) ?? data.ledger.known()
        return try data.readings(of: Self.channel(number), .totalIndex, in: instants, known).map(\.value)
    }

    @Test("are counted as new where they say something new, and written nowhere else")
    func unchanged() throws {
        let first = (0..<100).map { Self.reading($0, Int64($0)) }
        #expect(try keep(first).registers == 100)
        #expect(try keep(first).registers == 0)
        #expect(try keep(first + [Self.reading(5, 6)]).registers == 1)
        #expect(try answers(5) == [6])
        #expect(try data.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM reading_page") } == 2)
        #expect(try data.verify().faults == [])
    }

    @Test("count by quality and source before their time, in whatever order their files come")
    func precedence() throws {
        let marks: [Mark] = [.measured, .corrected, .estimated, .measured.from(.copy), .missing(.sentEmpty)]
        var random = SeededGenerator(seed: 11)
        for round in 0..<20 {
            let folder = try TemporaryFolder()
            let data = try DataDirectory(folder.url)
            var best: [Int: (rank: Int, value: Int64)] = [:]
            let order = [1, 0, 3, 2, 4]
            var files: [[RegisterReading]] = []
            for (kind, mark) in marks.enumerated() {
                let some = (0..<30).filter { _ in Bool.random(using: &random) }
                files.append(
                    some.map { number in
                        let value = mark.quality == .missing ? 0 : Int64(number * 10 + kind)
                        let rank = order.firstIndex(of: kind) ?? 0
                        if best[number].map({ rank < $0.rank }) ?? true { best[number] = (rank, value) }
                        return Self.reading(number, value, mark)
                    })
            }
            for (number, file) in files.shuffled(using: &random).enumerated() { try keep(file, in: data, at: number) }
            for number in 0..<30 { #expect(try answers(number, in: data) == best[number].map { [$0.value] } ?? []) }
            #expect(try data.verify().faults == [], "round \(round)")
        }
    }

    @Test("that rank lower are kept, counted and never answer")
    func outranked() throws {
        try keep([Self.reading(1, 10, .measured)])
        let changes = try keep([Self.reading(1, 11, .estimated), Self.reading(1, 10, .estimated)], at: 1)
        #expect(changes.outrankedReadings == 1)
        #expect(changes.registers == 0)
        #expect(try answers(1) == [10])
        #expect(try keep([Self.reading(1, 11, .estimated)], at: 2).outrankedReadings == 0)
        #expect(try keep([Self.reading(1, 12, .corrected)], at: 3).registers == 1)
        #expect(try answers(1) == [12])
        #expect(try answers(1, knownAt: Self.now.advanced(seconds: 2)) == [10])
    }

    @Test("of which better ones are known are named up to a hundred, and given with the import that brought them")
    func named() throws {
        try keep((0..<120).map { Self.reading($0, 10, .corrected, .dailyEnergy) })
        let changes = try keep((0..<120).map { Self.reading($0, 11, .measured, .dailyEnergy) }, at: 1)
        #expect(changes.outrankedReadings == 120 && changes.firstOutrankedReadings.count == 100)
        #expect(changes.firstOutrankedReadings.first?.channel == Self.channel(0))
        #expect(changes.firstOutrankedReadings.first?.value == 11)
        let instants = Self.day.start...Self.day.end
        let number = try #require(try data.catalogue.number(of: Self.channel(7)))
        let uncounted = try data.measures.uncountedReadings(of: number, in: instants, data.ledger.known())
        #expect(uncounted.map(\.register) == [.dailyEnergy])
        #expect(uncounted.map(\.known.value) == [11] && uncounted.map(\.known.revision.number) == [2])
        #expect(try data.measures.uncountedReadings(of: 500, in: instants, data.ledger.known()) == [])
        // The same value counts once a correction says so too.
        try keep([Self.reading(7, 11, .corrected, .dailyEnergy)], at: 2)
        #expect(try data.measures.uncountedReadings(of: number, in: instants, data.ledger.known()) == [])
    }

    @Test("that are missing keep the reason that says more, in either order")
    func holes() throws {
        for (number, order) in [[MissingReason.quarantined, .outage], [.outage, .quarantined]].enumerated() {
            for (moment, reason) in order.enumerated() {
                try keep([Self.reading(number, 0, .missing(reason))], at: number * 2 + moment)
            }
            let instants = Self.day.start...Self.day.end
            let known = try data.readings(
                of: Self.channel(number), .totalIndex, in: instants, data.ledger.known())
            #expect(known.map(\.mark) == [.missing(.quarantined)])
        }
    }

    @Test("of one point over three years make a page a month, not one a day")
    func history() throws {
        try keep((0..<1_096).map { Self.reading(1, day: $0, Int64($0)) })
        #expect(try data.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM reading_page") } ?? 99 <= 37)
        #expect(try answers(1) == (0..<1_096).map { Int64($0) })
    }

    @Test("in any order of the file make few pages, and the later of two counts")
    func unsorted() throws {
        var random = SeededGenerator(seed: 3)
        let readings = (0..<20_000).map { Self.reading($0, Int64($0)) }.shuffled(using: &random)
        try keep(readings + [Self.reading(7, 8)])
        try keep((0..<20_000).map { Self.reading($0, day: 1, Int64($0)) }.shuffled(using: &random), at: 1)
        #expect(try data.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM reading_page") } == 10)
        #expect(try answers(7) == [8, 7])
        var (last, count) = (UInt32(0), 0)
        let next = Self.day.advanced(by: 1).start
        try data.measures.forEachReading(of: .totalIndex, in: next...next, of: .all, data.ledger.known()) {
            #expect($0 > last && $1.revision == Revision(2))
            (last, count) = ($0, count + 1)
        }
        #expect(count == 20_000)
    }

    @Test("of some channels are read in their pages alone")
    func someChannels() throws {
        try keep((0..<20_000).map { Self.reading($0, Int64($0)) })
        let wanted = try [3, 4_095, 4_096, 12_288, 19_999].map { try data.catalogue.channels.assign(Self.channel($0)) }
        // Every other page is damaged: whoever reads it fails.
        try data.pool.write { try $0.execute(sql: "UPDATE reading_page SET checksum = 1 WHERE band = 2") }
        var found: [Int64] = []
        let (start, first) = (Self.day.start, data.ledger.known().upTo(Revision(1)))
        try data.measures.forEachReading(
            of: .totalIndex, in: start...start, of: ChannelNumbers(wanted), first
        ) {
            found.append($1.value)
        }
        #expect(found == [3, 4_095, 4_096, 12_288, 19_999])
        #expect(try data.verify().faults.count == 1)
        #expect(throws: StoreError.self) {
            try data.measures.forEachReading(of: .totalIndex, in: start...start, of: .all, first) { _, _ in }
        }
    }

    @Test("are answered as rows of a plain list would be, over random imports")
    func oracle() throws {
        var random = SeededGenerator(seed: 17)
        var rows: [(Int, Int, Int64, Int)] = []
        for file in 0..<12 {
            let readings = (0..<300).map { _ in
                (
                    Int.random(in: 0..<60, using: &random), Int.random(in: 0..<70, using: &random),
                    Int64.random(in: 0..<9, using: &random)
                )
            }
            try keep(readings.map { Self.reading($0.0, day: $0.1, $0.2) }, at: file)
            rows += readings.map { ($0.0, $0.1, $0.2, file) }
        }
        for horizon in [0, 5, 11] {
            for number in 0..<60 {
                var last: [Int: Int64] = [:]
                for row in rows where row.0 == number && row.3 <= horizon { last[row.1] = row.2 }
                let expected = last.sorted { $0.key < $1.key }.map(\.value)
                #expect(try answers(number, knownAt: Self.now.advanced(seconds: horizon)) == expected)
            }
        }
    }

    @Test("are verified, whatever of a page is changed")
    func verification() throws {
        try keep((0..<50).map { Self.reading($0, day: $0 % 3, Int64($0)) })
        for column in [
            "band = band + 1", "first_at = first_at - 1", "last_channel = last_channel + 1", "month = -1",
            "readings = x''", "checksum = -1", "month = month + 1", "first_at = last_at + 1",
        ] {
            try data.pool.writeWithoutTransaction { db in
                try db.execute(sql: "SAVEPOINT change; UPDATE reading_page SET \(column)")
                #expect(try ReadingPlace.faults(db).count == 1, "\(column)")
                try db.execute(sql: "ROLLBACK TO change; RELEASE change")
            }
        }
        #expect(try data.verify().faults == [])
    }

    @Test("of a small file touch the pages they are about, and no others")
    func smallFile() throws {
        for day in 0..<8 { try keep((0..<20_000).map { Self.reading($0, day: day, Int64($0 + day)) }, at: day) }
        try data.pool.write { db in
            // Whoever reads a damaged page fails. What is left are the pages of the four days before, and that of the
            // same day.
            try db.execute(
                sql: "UPDATE reading_page SET checksum = 1 WHERE band > 0 OR first_at < ?",
                arguments: [Self.day.advanced(by: 3).start.secondsSinceEpoch])
        }
        let session = try data.ledger.begin(name: "small", now: Self.now.advanced(seconds: 9))
        for number in [7, 8] { try session.keep(Self.reading(number, day: 7, 90 + Int64(number))) }
        let curve = DayCurve(step: .hour, unit: .watt, values: Array(repeating: 100, count: 24))
        try session.keep(PointDay(channel: Self.channel(7), day: Self.day.advanced(by: 6), curve: curve))
        #expect(try session.seal().registers == 2)
        let setAside = try data.measures.judgeIndexes(of: session.known) {
            $2.value == 98 ? .tooMuch : $2.value < $1.value ? .falls : .possible
        } _: {
            #expect($0.reading.value == 98 && $0.neighbour?.value == 14)
        }
        #expect(setAside == 1)
        var apart: [Int64] = []
        try data.measures.forEachDoublyMeasuredDay(of: session.known, apartBy: 2) { apart += [$2.total, $3] }
        #expect(apart == [2_400, 97 - 13])
        try session.commit(sha256: "s", flows: "", size: 0, summary: "{}")
        let midnight = Self.day.advanced(by: 7).start
        let found = try [7, 8].map {
            try data.readings(of: Self.channel($0), .totalIndex, in: midnight...midnight, data.ledger.known())
                .map(\.value)
        }
        #expect(found == [[97], [15]])
    }
}
