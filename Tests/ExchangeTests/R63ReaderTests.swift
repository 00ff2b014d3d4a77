import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("A reader of R63")
struct R63ReaderTests {
    @Test(
        "covers the civil day exactly, whatever the clocks do",
        arguments: [
            ("2024-10-27", .minutes30, "B", 50), ("2024-03-31", .minutes30, "B", 46),
            ("2024-02-29", .minutes30, "B", 48), ("2024-10-27", .minutes15, "B", 100),
            ("2024-03-31", .minutes15, "B", 92), ("2024-10-27", .hour, "B", 25), ("2024-03-31", .hour, "B", 23),
            ("2024-10-27", .minutes10, "R", 150), ("2024-03-31", .minutes10, "R", 138),
            ("2024-10-27", .minutes5, "R", 300), ("2024-03-31", .minutes5, "R", 276),
            ("2024-10-27", .minutes30, "C", 50),
        ] as [(String, Step, String, Int)])
    func coversDay(date: String, step: Step, nature: String, count: Int) throws {
        let day = try #require(CivilDay(date))
        let stamps = R6xDocument.stamps(of: day, step: step, atEnd: step >= .minutes15)
        let points = stamps.enumerated().map { index, stamp in
            R6xDocument.point(stamp, "\(index)", step: step == .hour ? "PT60M" : step.isoText, nature: nature)
        }
        let sink = try RecordingSink.decoding(
            R6xDocument.document("R63", R6xDocument.measure(R6xDocument.quantity(points))))
        let series = try #require(sink.series.first)
        #expect(series.channel == Channel(point: PointID(R6xDocument.prm)))
        #expect(series.unit == .watt)
        #expect(series.intervals.map(\.start) == (0..<count).map { day.start.advanced(minutes: $0 * step.minutes) })
        #expect(series.intervals.allSatisfy { $0.step == step })
        #expect(series.intervals.map(\.value) == (0..<Int32(count)).map { $0 })
        #expect(sink.rules.isEmpty)
    }

    @Test("gives up the whole repeated autumn hour when its order is lost")
    func lostOrder() throws {
        let day = try #require(CivilDay("2024-10-27"))
        let sorted = R6xDocument.stamps(of: day, step: .minutes30, atEnd: true).dropLast().sorted()
        let points = sorted.map { R6xDocument.point($0) }
        let sink = try RecordingSink.decoding(
            R6xDocument.document("R63", R6xDocument.measure(R6xDocument.quantity(points))))
        #expect(sink.intervals.count == 45)
        #expect(sink.diagnostics.map(\.rule.name) == Array(repeating: "ambiguous-hour", count: 4))
        #expect(sink.diagnostics.allSatisfy { $0.severity == .quarantined && $0.day == day })
        let hour = try #require(ISOTimestamp("2024-10-27T02:00:00+02:00")?.instant)
        #expect(
            !sink.intervals.contains {
                hour.advanced(minutes: -30) <= $0.start && $0.start < hour.advanced(minutes: 90)
            })
    }

    @Test("quarantines a time that the spring clocks skip")
    func skippedHour() throws {
        let sink = try RecordingSink.decoding(R6xDocument.curve(R6xDocument.point("2024-03-31 02:30:00")))
        #expect(sink.rules == ["skipped-hour"])
        #expect(sink.intervals.isEmpty)
    }

    @Test(
        "keeps what natures and codes say of a value",
        arguments: [
            ("B", #""iv": 0"#, Mark.measured), ("R", "", .measured), ("K", "", .measured),
            ("B", #""iv": null"#, .measured),
            ("C", #""tc": "F""#, .corrected), ("D", "", .corrected),
            ("H", "", .estimated), ("P", "", .estimated), ("E", #""tc": "M""#, .estimated),
            ("S", "", .corrected), ("T", "", .corrected), ("F", "", .corrected), ("G", "", .corrected),
            ("B", #""iv": 1"#, Mark(.measured, isDoubtful: true)),
            ("B", #""iv": "1""#, Mark(.measured, isDoubtful: true)),
            ("C", #""iv": 1"#, Mark(.corrected, isDoubtful: true)),
            ("B", #""iv": "?""#, Mark(.measured, isDoubtful: true)), ("B", #""ec": 1, "iv": 2"#, .corrected),
            ("B", #""iv": 2, "ec": 11"#, .corrected), ("B", #""iv": 2, "ec": 0"#, .measured),
        ])
    func marks(nature: String, codes: String, mark: Mark) throws {
        let point = R6xDocument.point("2024-01-10 00:30:00", nature: nature, codes: codes)
        let sink = try RecordingSink.decoding(R6xDocument.curve(point))
        #expect(sink.intervals.map(\.mark) == [mark])
        #expect(sink.intervals.map(\.value) == [476])
        #expect(sink.rules.isEmpty)
    }

    @Test(
        "says why an empty value is missing",
        arguments: [
            ("B", "", MissingReason.sentEmpty), ("S", "", .outage), ("T", "", .outage), ("F", "", .outage),
            ("G", "", .outage), ("B", #""iv": 2, "ec": 1"#, .outage), ("B", #""iv": 2, "ec": 11"#, .outage),
            ("B", #""iv": 2, "ec": 0"#, .sentEmpty),
        ],
        [#""""#, "null"])
    func empty(expected: (nature: String, codes: String, reason: MissingReason), value: String) throws {
        let point = R6xDocument.point("2024-01-10 00:30:00", value, nature: expected.nature, codes: expected.codes)
        let sink = try RecordingSink.decoding(R6xDocument.curve(point))
        #expect(sink.intervals.map(\.mark) == [.missing(expected.reason)])
        #expect(sink.intervals.map(\.value) == [0])
        #expect(sink.rules.isEmpty)
    }

    @Test("notes the clock corrections and other states of a series once")
    func states() throws {
        let sink = try RecordingSink.decoding(
            R6xDocument.curve(
                R6xDocument.point("2024-01-10 00:30:00", codes: #""iv": 2, "ec": 6"#),
                R6xDocument.point("2024-01-10 01:00:00", codes: #""iv": 2, "ec": 8"#)))
        #expect(sink.intervals.map(\.mark) == [.measured, .measured])
        #expect(sink.diagnostics.map(\.detail) == ["2 intervals with such a state"])
        #expect(sink.diagnostics.map(\.severity) == [.note])
    }

    @Test("reads production as injection, and kilowatts as watts")
    func injection() throws {
        let points = [R6xDocument.point("2024-07-10 12:30:00", #""2.5""#)]
        let sink = try RecordingSink.decoding(
            R6xDocument.document(
                "R63A", R6xDocument.measure(R6xDocument.quantity(direction: "PROD", unit: "kW", points))))
        #expect(sink.series.map(\.channel.direction) == [.injection])
        #expect(sink.intervals.map(\.value) == [2_500])
        #expect(sink.intervals.map(\.start.description) == ["2024-07-10T10:00:00Z"])
    }

    @Test("notes other quantities once for each point, and reads the active power beside them")
    func otherQuantities() throws {
        let points = [R6xDocument.point("2024-01-10 00:30:00"), R6xDocument.point("2024-01-10 01:00:00")]
        let reactive = R6xDocument.quantity(of: "PRI", unit: "VAr", points)
        let voltage = R6xDocument.quantity(of: "E", unit: "V", points)
        let active = R6xDocument.quantity(points)
        let sink = try RecordingSink.decoding(
            R6xDocument.document(
                "R63", R6xDocument.measure(reactive, active, voltage), R6xDocument.measure(reactive),
                R6xDocument.measure(prm: "30001234567891", reactive)))
        #expect(sink.series.map(\.intervals.count) == [2])
        #expect(sink.diagnostics.map(\.rule.name) == Array(repeating: "other-quantity", count: 3))
        #expect(sink.diagnostics.map(\.severity) == [.note, .note, .note])
    }

    @Test("reads members in any order, and an array of documents")
    func anyOrder() throws {
        let backwards = """
            [{"mesures": [{"grandeur": [{"points": [{"n": "B", "p": "PT30M", "d": "2024-01-10 00:30:00", "v": 476}],
            "unite": "W", "grandeurPhysique": "PA", "grandeurMetier": "CONS"}], "idPrm": "\(R6xDocument.prm)"}],
            "header": {"codeFlux": "R63"}}, \(R6xDocument.curve(R6xDocument.point("2024-01-10 01:00:00")))]
            """
        let sink = try RecordingSink.decoding(backwards)
        #expect(sink.series.map(\.channel.point.text) == [R6xDocument.prm, R6xDocument.prm])
        #expect(sink.intervals.map(\.start.parisText) == ["2024-01-10T00:00:00+01:00", "2024-01-10T00:30:00+01:00"])
        #expect(sink.rules.isEmpty)
    }

    @Test("keeps the line of each value")
    func lines() throws {
        let sink = try RecordingSink.decoding(
            R6xDocument.curve(R6xDocument.point("2024-01-10 00:30:00"), R6xDocument.point("2024-01-10 01:00:00")))
        let lines = sink.intervals.map(\.line)
        #expect(lines.count == 2 && lines[0] > 1 && lines[1] == lines[0] + 1)
    }
}
