import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("A damaged R63")
struct R63DamageTests {
    @Test(
        "has its bad value quarantined, and its interval marked",
        arguments: [
            #""12.5""#, "1e308", #""1e308""#, "-1", #""-1""#, #""abc""#, #""4 76""#, "12.3456", "true",
            "2147483648", "99999999999999999999",
        ])
    func badValue(value: String) throws {
        let sink = try RecordingSink.decoding(
            R6xDocument.curve(
                R6xDocument.point("2024-01-10 00:30:00", value), R6xDocument.point("2024-01-10 01:00:00")))
        #expect(sink.intervals.map(\.mark) == [.missing(.quarantined), .measured])
        #expect(sink.intervals.map(\.value) == [0, 476])
        let diagnostic = try #require(sink.diagnostics.first)
        #expect(sink.diagnostics.count == 1)
        #expect(diagnostic.severity == .quarantined)
        #expect(diagnostic.rule == EnedisRule.value)
        #expect(diagnostic.point?.text == R6xDocument.prm)
        #expect(diagnostic.day == CivilDay("2024-01-10"))
        let bare = value.filter { $0 != "\"" }
        #expect(diagnostic.detail.contains(bare))
        #expect(diagnostic.line == sink.intervals[0].line)
    }

    @Test(
        "has a point without place on the time axis quarantined",
        arguments: [
            (#"{"v": "1", "p": "PT30M", "n": "B"}"#, "malformed-timestamp"),
            (#"{"v": "1", "d": "yesterday", "p": "PT30M", "n": "B"}"#, "malformed-timestamp"),
            (#"{"v": "1", "d": "2024-01-10", "p": "PT30M", "n": "B"}"#, "malformed-timestamp"),
            (#"{"v": "1", "d": "2024-02-30 00:30:00", "p": "PT30M", "n": "B"}"#, "malformed-timestamp"),
            (#"{"v": "1", "d": "2024-01-10 00:30:00", "n": "B"}"#, "step-not-allowed"),
            (#"{"v": "1", "d": "2024-01-10 00:30:00", "p": "PT7M", "n": "B"}"#, "step-not-allowed"),
            (#"{"v": "1", "d": "2000-01-01 00:00:00", "p": "PT30M", "n": "B"}"#, "date-out-of-range"),
            (#"{"v": "1", "d": "9999-12-31 00:30:00", "p": "PT30M", "n": "B"}"#, "date-out-of-range"),
        ])
    func badPlace(point: String, rule: String) throws {
        let sink = try RecordingSink.decoding(
            R6xDocument.curve(point, R6xDocument.point("2024-01-10 01:00:00")))
        #expect(sink.intervals.map(\.value) == [476])
        #expect(sink.diagnostics.map(\.rule.name) == [rule])
        #expect(sink.diagnostics.map(\.severity) == [.quarantined])
    }

    @Test("has a value of unknown nature quarantined", arguments: ["X", "b", "BB"])
    func unknownNature(nature: String) throws {
        let sink = try RecordingSink.decoding(
            R6xDocument.curve(R6xDocument.point("2024-01-10 00:30:00", nature: nature)))
        #expect(sink.intervals.map(\.mark) == [.missing(.quarantined)])
        #expect(sink.diagnostics.map(\.detail) == ["nature '\(nature)'"])
    }

    @Test(
        "has a series without side or unit quarantined whole",
        arguments: [("", "W", "unknown-direction"), ("BOTH", "W", "unknown-direction"), ("CONS", "MW", "unknown-unit")])
    func badSeries(direction: String, unit: String, rule: String) throws {
        let points = [R6xDocument.point("2024-01-10 00:30:00"), R6xDocument.point("2024-01-10 01:00:00")]
        let quantity = R6xDocument.quantity(direction: direction, unit: unit, points)
        let sink = try RecordingSink.decoding(R6xDocument.document("R63", R6xDocument.measure(quantity)))
        #expect(sink.series.isEmpty)
        #expect(sink.diagnostics.map(\.rule.name) == [rule])
    }

    @Test("has a measure without PRM, or with one that is none, quarantined once and the next one read")
    func badPoint() throws {
        let good = R6xDocument.quantity([R6xDocument.point("2024-01-10 00:30:00")])
        let sink = try RecordingSink.decoding(
            R6xDocument.document(
                "R63", #"{"grandeur": [\#(good)]}"#, #"{"idPrm": null, "grandeur": [\#(good)]}"#,
                R6xDocument.measure(prm: "3000123456789", good), R6xDocument.measure(good)))
        #expect(sink.series.map(\.channel.point.text) == [R6xDocument.prm])
        #expect(sink.diagnostics.map(\.rule.name) == Array(repeating: "malformed-identifier", count: 3))
    }

    @Test("keeps a masked PRM, flagged")
    func maskedPoint() throws {
        let good = R6xDocument.quantity([R6xDocument.point("2024-01-10 00:30:00")])
        let sink = try RecordingSink.decoding(
            R6xDocument.document("R63", R6xDocument.measure(prm: "2411505012XXXX", good)))
        #expect(sink.series.map(\.channel.point.text) == ["2411505012XXXX"])
        #expect(sink.diagnostics.map(\.severity) == [.flagged])
    }

    @Test("is refused when it mixes flows or has no measures")
    func refused() {
        let foreign = R6xDocument.curve() + "," + R6xDocument.document("R65", R6xDocument.measure())
        #expect(throws: FlowError.malformed(line: 4, detail: "documents of several flows in one file; send them apart"))
        {
            try RecordingSink.decoding("[\(foreign)]")
        }
        #expect(throws: FlowError.malformed(line: 1, detail: "no 'mesures' in the document")) {
            try RecordingSink.decoding(#"{"header": {"codeFlux": "R63"}}"#)
        }
    }

    @Test("is refused when it makes a series longer than the limit, or keeps too many waiting")
    func tooLong() {
        var limits = ReadingLimits()
        limits.seriesLength = 3
        let points = (1...4).map { R6xDocument.point("2024-01-10 0\($0):00:00") }
        let empty = R6xDocument.quantity([])
        let documents = [
            R6xDocument.document("R63", R6xDocument.measure(R6xDocument.quantity(points))),
            R6xDocument.document("R63", #"{"grandeur": [\#(empty), \#(empty), \#(empty), \#(empty)]}"#),
        ]
        for document in documents {
            let error = #expect(throws: FlowError.self) {
                try RecordingSink.decoding(Array(document.utf8), limits: limits)
            }
            #expect(error?.rule.name == "too-large")
        }
        #expect(throws: Never.self) {
            let fits = R6xDocument.document("R63", R6xDocument.measure(R6xDocument.quantity(Array(points.prefix(3)))))
            _ = try RecordingSink.decoding(Array(fits.utf8), limits: limits)
        }
    }
}
