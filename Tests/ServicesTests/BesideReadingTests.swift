import DirectoryKit
import EmbeddedStore
import Metering
import Publication
import Services
import Store
import Testing

@Suite("What does not count")
struct BesideReadingTests {
    private let town: Town

    init() throws { town = try Town() }

    private func keep(_ curve: DayCurve, carrier: Carrier = .electricity) throws {
        try town.keep {
            let channel = Channel(point: Town.channel(1).point, carrier: carrier)
            try $0.keep(PointDay(channel: channel, day: Town.day, curve: curve))
        }
    }

    private func beside(_ carrier: Carrier = .electricity) throws -> BesideReading {
        let channel = Channel(point: Town.channel(1).point, carrier: carrier)
        return try town.data.besideReading(of: channel, in: Town.day...Town.day)
    }

    @Test("is given value by value, with the import that brought it")
    func values() throws {
        var correction = DayCurve(missing: Town.day, step: .minutes30, unit: .watt)
        for index in 0..<10 { correction.set(300, .corrected, at: index) }
        try keep(correction)
        try keep(Town.pointDay(1, watts: 500).curve)
        let found = try beside().statements
        #expect(found.map(\.import) == [2] && found.map(\.intervals.count) == [10])
        #expect(found[0].intervals.allSatisfy { $0.value == 500 && $0.quality == "measured" })
        #expect(found[0].intervals[0].start == Town.day.start.parisText)
    }

    @Test("is asked for as it was known: what came later neither stands beside nor puts anything there")
    func knownAt() throws {
        let channel = Channel(point: Town.channel(1).point, carrier: .electricity)
        func imports(knownAt instant: Instant) throws -> [Int64] {
            try town.data.besideReading(of: channel, in: Town.day...Town.day, knownAt: instant).statements.map(\.import)
        }
        var correction = DayCurve(missing: Town.day, step: .minutes30, unit: .watt)
        for index in 0..<10 { correction.set(300, .corrected, at: index) }
        let curves = [correction, Town.pointDay(1, watts: 500).curve, Town.pointDay(1, watts: 700).curve]
        for (hours, curve) in curves.enumerated() {
            let session = try town.data.ledger.begin(name: "\(hours)", now: Town.now.advanced(seconds: hours * 3_600))
            try session.keep(PointDay(channel: channel, day: Town.day, curve: curve))
            _ = try session.seal()
            try session.commit(sha256: "\(hours)", flows: "", size: 0, summary: "{}")
        }
        let answers = try (0..<3).map { try imports(knownAt: Town.now.advanced(seconds: $0 * 3_600)) }
        #expect(answers == [[], [2], [2, 3]])
    }

    @Test("is nothing of hours of water whose half-hours came later, and the hours where they come after")
    func water() throws {
        let hours = DayCurve(step: .hour, unit: .litre, values: Array(repeating: 15, count: 24))
        let halves = DayCurve(step: .minutes30, unit: .litre, values: (0..<48).map { $0 % 5 })
        try keep(hours, carrier: .water)
        try keep(halves, carrier: .water)
        #expect(try beside(.water).statements == [])
        try keep(hours, carrier: .water)
        #expect(try beside(.water).statements.map(\.import) == [3])
        #expect(try beside(.water).statements.map(\.intervals.count) == [24])
    }

    @Test("is given of registers too")
    func readings() throws {
        for (value, mark) in [(Int64(11_500), Mark.corrected), (11_000, .measured)] {
            try town.keep {
                for day in [Town.day, Town.day.advanced(by: 1)] {
                    try $0.keep(
                        RegisterReading(
                            channel: Town.channel(1), register: .dailyEnergy, at: day.start, value: value, mark: mark,
                            line: 1))
                }
            }
        }
        let found = try beside()
        #expect(found.statements.map(\.import) == [2])
        #expect(found.statements[0].readings.map(\.value) == [11_000])
        let (start, end) = (Town.day.start.parisText, Town.day.end.parisText)
        #expect(
            found.csv == "import;register;start;end;value;unit;quality;remark\n"
                + "2;daily-energy;\(start);\(end);11000;Wh;measured;\n")
    }
}
