import Analytics
import DirectoryKit
import EmbeddedStore
import Foundation
import Metering
import Store
import TestKit
import Testing

@testable import Collection

@Suite("The order of lines and files")
struct OrderOfArrivalTests {
    /// Seeds, each with so many homes: a thousand homes in all, of which each is a run of its own.
    private static let homesPerSeed = 25

    @Test("does not change what is kept, nor its energies", arguments: 0..<40)
    func anyOrder(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let statements = Statements(homes: Self.homesPerSeed, seed: seed, using: &generator)
        let sorted = try Kept([statements.long(statements.lines.sorted()), statements.wide(statements.rows.sorted())])
        let shuffled = try Kept([
            statements.wide(statements.rows.shuffled(using: &generator)),
            statements.long(statements.lines.shuffled(using: &generator)),
        ])
        let lineParts = statements.lines.parts(3, using: &generator).map(statements.long)
        let rowParts = statements.rows.parts(2, using: &generator).map(statements.wide)
        let split = try Kept((lineParts + rowParts).shuffled(using: &generator))
        try expect(shuffled, equals: sorted, "shuffled, seed \(seed)")
        try expect(split, equals: sorted, "split, seed \(seed)")
    }

    /// Days one by one, so that a failure names one and not thousands.
    private func expect(_ kept: Kept, equals expected: Kept, _ comment: Comment) throws {
        #expect(kept.days.count == expected.days.count, comment)
        for (day, other) in zip(kept.days, expected.days) where day != other {
            Issue.record("\(comment): \(day.channel) \(day.day)\n\(day.curve)\nfor\n\(other.curve)")
            break
        }
        #expect(kept.totals == expected.totals, comment)
        #expect(kept.dailyEnergies == expected.dailyEnergies, comment)
    }

    @Test("does not change what is said of a file, nor how much of it counts")
    func remarks() throws {
        let day = try #require(CivilDay("2026-01-15"))
        let lines = (0..<10).flatMap { point in
            (0..<96).map { number in
                let start = day.start.advanced(minutes: number * 30)
                return "9900000000000\(point);electricity;extraction;\(start);\(start.advanced(minutes: 30));"
                    + "\(point == 3 && number == 7 ? "9000" : "\(100 + number)");W;"
            }
        }
        let byTime = lines.sorted { $0.split(separator: ";")[3] < $1.split(separator: ";")[3] }
        let receipts = try [lines, byTime].map { lines in
            let home = try Household()
            let receipt = try home.receive(Statements.header + lines.joined(separator: "\n"))
            return (
                receipt.counts,
                try home.findings(receipt).map { [$0.rule.name, $0.point?.text, $0.day?.description, $0.detail] }
            )
        }
        #expect(receipts[0].0 == receipts[1].0)
        #expect(receipts[0].1 == receipts[1].1)
        #expect(receipts[0].0.pointDays == 20)
        #expect(!receipts[0].1.contains { $0.first == "incomplete-day" })
    }

    @Test(
        "is undone by a gathering, which gives each day once and whole, whatever its buffer",
        arguments: [1, 5, 64, 1 << 20])
    func gathering(mostReadings: Int) throws {
        var generator = SeededGenerator(seed: 9)
        let day = try #require(CivilDay("2026-10-24"))
        let channels = (0..<7).map { Channel(point: PointID("P\($0)"), direction: $0 == 4 ? .injection : .extraction) }
        var readings = channels.flatMap { channel in
            (0..<110).map { number in
                (
                    channel,
                    IntervalReading(
                        start: day.start.advanced(minutes: number * 30), step: .minutes30, value: Int32(number),
                        mark: number % 5 == 0 ? .corrected : .measured, line: UInt32(number + 1))
                )
            }
        }
        readings.shuffle(using: &generator)
        let gathering = SeriesGathering(mostReadings: mostReadings)
        for (channel, reading) in readings {
            try gathering.add(ReadingSeries(channel: channel, unit: .wattHour, intervals: [reading]), from: .copy)
        }
        var given: [String: [Int32]] = [:]
        try gathering.drain { channel, day, readings in
            #expect(given["\(channel) \(day)"] == nil, "a day is given once")
            #expect(readings.allSatisfy { CivilDay(containing: $0.reading.start) == day && $0.unit == .wattHour })
            #expect(readings.allSatisfy { $0.reading.mark.provenance == .copy && $0.reading.step == .minutes30 })
            #expect(readings.allSatisfy { ($0.reading.mark.quality == .corrected) == ($0.reading.value % 5 == 0) })
            #expect(readings.allSatisfy { $0.reading.line == UInt32($0.reading.value + 1) })
            given["\(channel) \(day)"] = readings.map(\.reading.value)
        }
        #expect(given.count == 21)
        #expect(given.values.reduce(0) { $0 + $1.count } == readings.count)
        // Readings of one day keep the order in which they came.
        for channel in channels {
            let inOrder = readings.filter { $0.0 == channel && CivilDay(containing: $0.1.start) == day }.map(\.1.value)
            #expect(given["\(channel) \(day)"] == inOrder)
        }
        try gathering.drain { _, _, _ in Issue.record("given twice") }
    }

    @Test("by time without offsets leaves the repeated hour to each point's own order")
    func autumnByTime() throws {
        let times = ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"]
        let lines = zip(times, times.dropFirst() + ["03:30"]).flatMap { start, end in
            (1...3).map { "P\($0);electricity;extraction;2026-10-25T\(start);2026-10-25T\(end);\($0)00;Wh;" }
        }
        let home = try Household()
        let receipt = try home.receive(Statements.header + lines.joined(separator: "\n"))
        #expect(receipt.counts.quarantined == 0)
        let days = try home.days()
        #expect(days.map(\.curve.count) == [50, 50, 50])
        #expect(days.map { $0.curve.count - $0.curve.missingCount } == [6, 6, 6])
    }

    @Test("of a shared file by time is one of 20 whole days", .enabled(if: SharedData.isPresent))
    func sharedByTime() throws {
        let home = try Household()
        let receipt = try home.receive(try SharedData.bytes("field/31-sorted-by-time/sorted-10x2.csv"))
        #expect(receipt.counts.pointDays == 20)
        #expect(!(try home.findings(receipt)).contains { $0.rule.name == "incomplete-day" })
        let autumn = try Household()
        try autumn.receive(try SharedData.bytes("field/31-sorted-by-time/autumn-no-offset.csv"))
        #expect(try autumn.days().map { $0.curve.count - $0.curve.missingCount } == [50, 50, 50])
        #expect(
            try autumn.days().map { Array($0.curve.values[4...7]) }
                == (0..<3).map { first in
                    (104...107).map { Int32($0 + first) }
                })
    }
}

/// What a store keeps of some files.
private struct Kept {
    let days: [PointDay]
    let totals: [String]
    let dailyEnergies: [String]

    init(_ files: [String]) throws {
        let home = try Household()
        for file in files {
            guard case .kept = try home.receive(file).outcome else {
                Issue.record("not kept: \(file.prefix(200))")
                continue
            }
        }
        days = try home.days()
        var totals: [String] = []
        try home.data.measures.forEachTotal(of: .all, in: CivilDay.accepted, home.data.ledger.known()) {
            number, day, _, total, _ in
            let channel = try #require(try home.data.catalogue.channel(number))
            totals.append("\(channel) \(day) \(total)")
        }
        self.totals = totals.sorted()
        dailyEnergies = try home.dailyEnergies(on: Statements.days).sorted()
    }
}

/// Lines that say many things of some homes and contradict each other only where their quality, or the length of
/// their interval, tells which counts.
private struct Statements {
    static let header = "point;carrier;direction;start;end;value;unit;quality\n"
    /// Both changes of the clocks, and a day between.
    static let days = ["2026-03-29", "2026-06-01", "2026-10-25"]
    private(set) var lines: [String] = []
    /// Rows of a wide file of half-hours, with holes.
    private(set) var rows: [String] = []

    init(homes: Int, seed: Int, using generator: inout SeededGenerator) {
        for home in 0..<homes {
            for day in Self.days.compactMap(CivilDay.init) where Bool.random(using: &generator) {
                add("99\(1_000_000 + seed)\(10_000 + home)", day, using: &generator)
            }
        }
        if rows.isEmpty { rows = ["P;2026-06-01" + String(repeating: ";1", count: 48)] }
    }

    func long(_ lines: [String]) -> String { Self.header + lines.joined(separator: "\n") + "\n" }

    func wide(_ rows: [String]) -> String {
        "point;date;" + (1...50).map { "v\($0)" }.joined(separator: ";") + "\n" + rows.joined(separator: "\n") + "\n"
    }

    private mutating func add(_ point: String, _ day: CivilDay, using generator: inout SeededGenerator) {
        let steps = Step.allCases.shuffled(using: &generator).prefix(Int.random(in: 1...2, using: &generator))
        let qualities = [Quality.measured, .corrected, .estimated].shuffled(using: &generator)
            .prefix(Int.random(in: 1...3, using: &generator))
        let density = Int.random(in: 1...9, using: &generator)
        let isWater = Int.random(in: 0...3, using: &generator) == 0
        for step in steps {
            for quality in qualities {
                let unit = Int.random(in: 0...3, using: &generator)
                for index in 0..<step.count(in: day) where Int.random(in: 0...9, using: &generator) <= density {
                    let start = day.start.advanced(minutes: index * step.minutes)
                    let watts = value(step, quality, index)
                    let isHole = Int.random(in: 0...11, using: &generator) == 0
                    let isEnergy = unit == 3 ? Bool.random(using: &generator) : unit > 0
                    let text = isHole ? "" : "\(isEnergy || isWater ? watts * step.minutes / 60 : watts)"
                    let line =
                        "\(point);\(isWater ? "water" : "electricity");extraction;\(start);"
                        + "\(start.advanced(minutes: step.minutes));\(text);"
                    lines.append(line + "\(isWater ? "l" : isEnergy ? "Wh" : "W");\(isHole ? "" : quality.name)")
                    if Int.random(in: 0...19, using: &generator) == 0 { lines.append(lines[lines.count - 1]) }
                }
            }
        }
        if isWater { return }
        if Bool.random(using: &generator) { addRows(point, day, using: &generator) }
        if Bool.random(using: &generator) {
            lines.append("\(point);electricity;extraction;\(day);\(day.advanced(by: 1));\(day.daysSinceEpoch);Wh;")
        }
    }

    private mutating func addRows(_ point: String, _ day: CivilDay, using generator: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1...2, using: &generator) {
            let hasHoles = Bool.random(using: &generator)
            let cells = (0..<50).map { index in
                guard index < Step.minutes30.count(in: day), !hasHoles || Bool.random(using: &generator) else {
                    return ""
                }
                return "\(value(.minutes30, .measured, index) / 2)"
            }
            rows.append("\(point);\(day);\(cells.joined(separator: ";"))")
        }
    }

    /// Watts, such that every energy is whole, or litres an hour: one for each interval and quality.
    private func value(_ step: Step, _ quality: Quality, _ index: Int) -> Int {
        12 * (index * 7 % 40 + step.minutes + 100 * Int(quality.rawValue))
    }
}

extension [String] {
    /// The same, dealt into so many parts of which none is empty.
    fileprivate func parts(_ count: Int, using generator: inout SeededGenerator) -> [[String]] {
        var parts = [[String]](repeating: [], count: count)
        for (index, line) in shuffled(using: &generator).enumerated() {
            parts[index < count ? index : Int.random(in: 0..<count, using: &generator)].append(line)
        }
        return parts.filter { !$0.isEmpty }
    }
}
