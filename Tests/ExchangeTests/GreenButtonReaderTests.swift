import Metering
import TestKit
import Testing

@testable import Exchange

private typealias Fixture = GreenButtonFixture

@Suite("A Green Button reader") struct GreenButtonReaderTests {
    private static let start = Instant(secondsSinceEpoch: Fixture.start)

    private func decode(_ text: String, point: PointID? = nil, limits: ReadingLimits = ReadingLimits()) throws
        -> RecordingSink
    {
        let sink = RecordingSink()
        try FlowDecoder(limits: limits, point: point).decode(MemorySource(text), into: sink)
        return sink
    }

    // MARK: whose and what

    @Test("joins entries by their links, whatever their order, with and without a host")
    func anyOrder() throws {
        var entries = [
            Fixture.usagePoint(), Fixture.meterReading(), Fixture.readingType(1, [:]),
            Fixture.meterReading(2, type: 2), Fixture.readingType(2, ["flowDirection": 19]),
            Fixture.block(1, [Fixture.reading("1")]), Fixture.block(2, [Fixture.reading("2", after: 1_800)]),
            Fixture.block(3, meterReading: 2, [Fixture.reading("3")]),
        ]
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<20 {
            entries.shuffle(using: &generator)
            let sink = try decode(Fixture.feed(entries))
            #expect(sink.diagnostics == [])
            let values = Dictionary(grouping: sink.series, by: \.channel).mapValues { series in
                Set(series.flatMap(\.intervals).map(\.value))
            }
            let point = PointID(Fixture.point)
            #expect(values == [Channel(point: point): [1, 2], Channel(point: point, direction: .injection): [3]])
        }
    }

    @Test("keeps the points of a file apart")
    func severalPoints() throws {
        let entries = (1...3).flatMap { number in
            [
                Fixture.block(number, of: number, [Fixture.reading("\(number)")]), Fixture.meterReading(of: number),
                Fixture.usagePoint(number, id: "urn:uuid:9f0a4f2e-1111-4222-8333-00000000000\(number)"),
            ]
        }
        let sink = try decode(Fixture.feed(entries + [Fixture.readingType(1, [:])]))
        #expect(sink.series.map { $0.channel.point.text.last } == ["1", "2", "3"])
        #expect(sink.series.map { $0.intervals.map(\.value) } == [[1], [2], [3]])
    }

    @Test("reads a type that stands in its meter reading, and links that are missing where there is one of each")
    func nestedType() throws {
        let type =
            Fixture.readingType(1, [:]).firstMatch(of: /<ns:ReadingType>.*<\/ns:ReadingType>/).map(\.output) ?? ""
        let sink = try decode(
            Fixture.feed([
                Fixture.usagePoint(), Fixture.entry(id: "m", own: "", "<ns:MeterReading>\(type)</ns:MeterReading>"),
                Fixture.entry(
                    id: "b", own: "",
                    "<ns:IntervalBlock>\(Fixture.reading("5"))</ns:IntervalBlock>"
                        + "<ns:IntervalBlock>\(Fixture.reading("6", after: 1_800))</ns:IntervalBlock>"),
            ]))
        #expect(sink.diagnostics == [])
        #expect(sink.intervals.map(\.value) == [5, 6])
    }

    @Test("takes pages that repeat their entries as one")
    func repeatedEntries() throws {
        let page = [Fixture.usagePoint(), Fixture.meterReading(), Fixture.readingType(1, [:])]
        let sink = try decode(
            Fixture.feed(
                page + [Fixture.block(1, [Fixture.reading("1")])] + page
                    + [Fixture.block(2, [Fixture.reading("2", after: 1_800)])]))
        #expect(sink.diagnostics == [])
        #expect(sink.series.map(\.channel.point.text) == [Fixture.point])
        #expect(sink.intervals.map(\.value) == [1, 2])
    }

    @Test("never takes the only meter reading for one that a link speaks of, nor an only point")
    func otherOnly() throws {
        let head = [Fixture.usagePoint(), Fixture.readingType(1, [:])]
        let other = Fixture.block(1, of: 3, meterReading: 2, [Fixture.reading("1")])
        #expect(try decode(Fixture.feed(head + [Fixture.meterReading(), other])).rules == ["unlinked-resource"])
        let foreign = [Fixture.meterReading(2, of: 3), other]
        #expect(try decode(Fixture.feed(head + foreign)).rules == ["unlinked-resource"])
    }

    @Test("sets values aside that no link leads away from, and says how many")
    func unlinked() throws {
        let sink = try decode(
            Fixture.feed([
                Fixture.usagePoint(1), Fixture.usagePoint(2, id: "other"), Fixture.meterReading(1),
                Fixture.meterReading(2, of: 3), Fixture.readingType(1, [:]), Fixture.block(1, [Fixture.reading("1")]),
                Fixture.block(2, of: 3, meterReading: 2, [Fixture.reading("2"), Fixture.reading("3", after: 1_800)]),
            ]))
        #expect(sink.intervals.map(\.value) == [1])
        #expect(sink.rules == ["unlinked-resource"])
        #expect(sink.diagnostics.first?.detail.hasPrefix("2 values") ?? false)
    }

    @Test(
        "trusts no id that is missing, or that the feed or another entry has too: the person says which point it is",
        arguments: ["", "urn:uuid:00000000-0000-4000-8000-000000000000", "mr1-1", "12 rue des Chiens"])
    func unnamedPoint(id: String) throws {
        let text = Fixture.feed([
            Fixture.usagePoint(id: id), Fixture.meterReading(), Fixture.readingType(1, [:]),
            Fixture.block([Fixture.reading("1")]),
        ])
        let sink = try decode(text)
        #expect(sink.series.isEmpty)
        #expect(sink.diagnostics.map(\.severity) == [.quarantined])
        #expect(
            try decode(text, point: PointID("09111642617347")).series.map(\.channel.point.text) == ["09111642617347"])
    }

    @Test("takes a given point for a file of one point, and of no other")
    func givenPoint() throws {
        let point = PointID("09111642617347")
        #expect(try decode(Fixture.curve([Fixture.reading("1")]), point: point).series.map(\.channel.point) == [point])
        let none = Fixture.feed([
            Fixture.meterReading(), Fixture.readingType(1, [:]), Fixture.block([Fixture.reading("1")]),
        ])
        #expect(try decode(none, point: point).series.map(\.channel.point) == [point])
        #expect(try decode(none).rules == ["unlinked-resource"])
        let two = Fixture.feed([Fixture.usagePoint(1), Fixture.usagePoint(2, id: "other")])
        #expect(throws: FlowError.self) { try decode(two, point: point) }
        #expect(throws: FlowError.self) { try decode("point;date;v1\nA;2026-01-15;5\n", point: point) }
    }

    @Test("quotes no title, which people write addresses into")
    func titles() throws {
        let sink = try decode(Fixture.curve([Fixture.reading("1")], of: ["uom": 119]))
        #expect(!sink.diagnostics.isEmpty)
        #expect(sink.diagnostics.allSatisfy { !$0.detail.contains("Chiens") })
    }

    // MARK: units

    @Test(
        "converts energies, powers and volumes by their power of ten",
        arguments: [
            (["powerOfTenMultiplier": 0], "0", "251", Unit.wattHour, 251),
            (["powerOfTenMultiplier": 3], "0", "2", .wattHour, 2_000),
            // Finer than a watt-hour: 250.5 Wh over half an hour are 501 W.
            (["powerOfTenMultiplier": -1], "0", "2505", .watt, 501),
            (["powerOfTenMultiplier": -3], "0", "10000", .watt, 20),
            (["powerOfTenMultiplier": -3], "0", "250", .watt, 1),
            (["powerOfTenMultiplier": -3], "0", "249", .watt, 0),
            (["uom": 38, "kind": 37, "dataQualifier": 2, "accumulationBehaviour": 6], "0", "7", .watt, 7),
            (["uom": 38, "powerOfTenMultiplier": 3], "0", "7", .watt, 7_000),
            (["commodity": 7, "powerOfTenMultiplier": 3], "1", "4", .wattHour, 4_000),
            (["commodity": 9, "uom": 42], "2", "2", .litre, 2_000),
            (["commodity": 9, "uom": 42, "powerOfTenMultiplier": -3], "2", "2", .litre, 2),
            (["commodity": 9, "uom": 134], "2", "5", .litre, 5),
            (["commodity": 0], "4", "5", .wattHour, 5),
        ])
    func units(codes: [String: Int], service: String, written: String, unit: Unit, value: Int32) throws {
        let sink = try decode(Fixture.curve([Fixture.reading(written)], of: codes, service: service))
        #expect(sink.diagnostics == [])
        #expect(sink.series.map(\.unit) == [unit])
        #expect(sink.intervals.map(\.value) == [value])
    }

    @Test(
        "sets aside what is no curve of one direction, with the word for what to ask",
        arguments: [
            (["uom": 169], "uom 169"), (["commodity": 7, "uom": 42], "calorific value"), (["uom": 119], "uom 119"),
            (["flowDirection": 4], "flowDirection 4"), (["accumulationBehaviour": 3], "accumulationBehaviour 3"),
            (["accumulationBehaviour": 12], "accumulationBehaviour 12"), (["dataQualifier": 8], "dataQualifier 8"),
            (["tou": 2], "tariff class"), (["consumptionTier": 1], "tier"), (["commodity": 8], "commodity 8"),
            (["powerOfTenMultiplier": 40], "power of ten 40"), (["uom": 73], "uom 73"),
        ])
    func otherTypes(codes: [String: Int], word: String) throws {
        let sink = try decode(Fixture.curve([Fixture.reading("1"), Fixture.reading("2", after: 1_800)], of: codes))
        #expect(sink.series.isEmpty)
        #expect(sink.diagnostics.map(\.severity) == [.quarantined])
        #expect(sink.diagnostics.first?.detail.contains(word) ?? false)
        #expect(sink.diagnostics.first?.detail.hasPrefix("2 values") ?? false)
    }

    // MARK: qualities

    @Test(
        "reads every quality that ESPI lists",
        arguments: [
            (["0"], Mark.measured), (["7"], .corrected), (["8"], .estimated), (["9"], .estimated),
            (["10"], Mark(.measured, isDoubtful: true)), (["11"], .measured), (["12"], .missing(.quarantined)),
            (["13"], .estimated), (["14"], .measured), (["15"], .estimated),
            (["16"], Mark(.measured, isDoubtful: true)),
            (["17"], .measured), (["18"], .measured), (["19"], .measured), ([], .measured),
            (["0", "8"], .estimated), (["10", "7"], Mark(.corrected, isDoubtful: true)),
            (["99"], Mark(.measured, isDoubtful: true)), (["?"], Mark(.measured, isDoubtful: true)),
        ])
    func qualities(codes: [String], mark: Mark) throws {
        let sink = try decode(Fixture.curve([Fixture.reading("5", quality: codes)]))
        #expect(sink.intervals.map(\.mark) == [mark])
        let isRemarkable = ["12", "99", "?"].contains(codes.first)
        #expect(sink.diagnostics.count == (isRemarkable ? 1 : 0))
    }

    @Test("falls back on the quality of the type")
    func defaultQuality() throws {
        let sink = try decode(
            Fixture.curve(
                [Fixture.reading("5"), Fixture.reading("6", after: 1_800, quality: ["0"])], of: ["defaultQuality": 8]))
        #expect(sink.intervals.map(\.mark) == [.estimated, .measured])
    }

    // MARK: times

    @Test("counts on from the block's start where readings have no time of their own")
    func sequence() throws {
        let sink = try decode(Fixture.curve((0..<48).map { Fixture.reading("\($0)", period: "") }))
        #expect(sink.diagnostics == [])
        #expect(sink.intervals.map(\.start) == (0..<48).map { Self.start.advanced(minutes: $0 * 30) })
    }

    @Test("drops fractions of seconds, and keeps gaps as gaps")
    func fractions() throws {
        let period =
            "<ns:timePeriod><ns:duration>1800</ns:duration><ns:start>\(Fixture.start).66136</ns:start></ns:timePeriod>"
        let sink = try decode(
            Fixture.curve([
                Fixture.reading("1", period: period), Fixture.reading("2", after: 36_000),
                Fixture.reading(nil, after: 1_800),
            ]))
        #expect(sink.diagnostics == [])
        #expect(sink.intervals.map(\.start) == [0, 600, 30].map { Self.start.advanced(minutes: $0) })
        #expect(sink.intervals.map(\.mark) == [.measured, .measured, .missing(.sentEmpty)])
    }

    @Test("keeps a civil day in Paris as a daily energy, and no other day", arguments: ["2026-03-29", "2026-10-25"])
    func days(text: String) throws {
        let day = try #require(CivilDay(text))
        let start = day.start.secondsSinceEpoch
        let length = Int64(day.minutes) * 60
        let sink = try decode(
            Fixture.curve([
                Fixture.reading("7000", from: start, lasting: length),
                Fixture.reading("8000", from: start + 3_600, lasting: length),
                Fixture.reading("9000", from: start, lasting: 86_400),
            ]))
        #expect(sink.registers.map(\.value) == [7_000])
        #expect(sink.registers.map(\.at) == [day.start])
        #expect(sink.registers.map(\.register) == [.dailyEnergy])
        #expect(sink.diagnostics.map(\.rule.name) == ["step-not-allowed", "step-not-allowed"])
    }

    @Test("sets aside a value that is none, and what has no time", arguments: ["12,5", "99999999999", "é"])
    func badValues(value: String) throws {
        let sink = try decode(
            Fixture.curve([
                Fixture.reading(value), Fixture.reading("1", from: 9_000_000_000), Fixture.reading("2", after: 1_800),
                Fixture.reading("3", after: 90_000_000_000_000_000),
                Fixture.reading("4", period: "<ns:timePeriod><ns:start>soon</ns:start></ns:timePeriod>"),
            ]))
        #expect(sink.intervals.map(\.mark) == [.missing(.quarantined), .measured, .measured])
        #expect(sink.rules == ["date-out-of-range", "malformed-value"])
        #expect(sink.diagnostics.count == 3)
    }

    @Test("holds no more values than the limit, and delivers those it can on the way")
    func limits() throws {
        var limits = ReadingLimits()
        limits.seriesLength = 100
        let blocks = (0..<50).map { number in
            Fixture.block(number, (0..<10).map { Fixture.reading("1", after: Int64(number * 10 + $0) * 1_800) })
        }
        let head = [Fixture.usagePoint(), Fixture.meterReading(), Fixture.readingType(1, [:])]
        let sink = try decode(Fixture.feed(head + blocks), limits: limits)
        #expect(sink.intervals.count == 500)
        #expect(sink.series.count > 1 && sink.series.allSatisfy { $0.intervals.count <= 100 })
        #expect(throws: FlowError.self) { try decode(Fixture.feed(blocks + head), limits: limits) }
        let points = (0..<60).map { Fixture.usagePoint($0, id: "p\($0)") }
        #expect(throws: FlowError.self) { try decode(Fixture.feed(points), limits: limits) }
    }

    @Test("counts all that it sets aside of a meter reading, in however many parts it comes")
    func asideInParts() throws {
        var limits = ReadingLimits()
        limits.seriesLength = 100
        let blocks = (0..<50).map { number in
            Fixture.block(number, (0..<10).map { Fixture.reading("1", after: Int64(number * 10 + $0) * 1_800) })
        }
        let head = [Fixture.usagePoint(), Fixture.meterReading(), Fixture.readingType(1, ["uom": 5])]
        let sink = try decode(Fixture.feed(head + blocks), limits: limits)
        #expect(sink.intervals.isEmpty)
        #expect(sink.diagnostics.map(\.severity) == [.quarantined])
        #expect(sink.diagnostics.first?.detail.hasPrefix("500 values set aside: ") == true)
    }

    @Test("survives any damage: a file is refused, or what is delivered lies in dates that a meter may have")
    func damage() throws {
        var generator = SeededGenerator(seed: 17)
        let day = try #require(CivilDay("2026-10-25"))
        let days = GreenButtonSample.directions.map {
            GreenButtonSample.day(
                Channel(point: PointID("1"), direction: $0), day, .hour, .wattHour, by: &generator)
        }
        let whole = GreenButtonSample.document(days)
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                let kinds: [UInt8] = [0x2D, 0x2E, 0x30, 0x39, 0x3C, 0x20, 0x41]
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(contentsOf: repeatElement(0x39, count: 12), at: place)
                default: bytes[place] = kinds.randomElement(using: &generator) ?? 0x30
                }
            }
            guard let sink = try? RecordingSink.decoding(bytes) else { continue }
            #expect(sink.intervals.allSatisfy { Instant.accepted.contains($0.start) })
            #expect(sink.intervals.count + sink.diagnostics.count > 0)
        }
    }

    // MARK: real files

    @Test(
        "reads the values of the Green Button Alliance's and EDDIE's files to the last",
        .enabled(if: SharedData.isPresent),
        arguments: [
            ("gba-samples/test_usage_data_01.xml", 96, 93_846, "48c2a019-5598-4e16-b0f9-49e4ff27f5fb", Unit.wattHour),
            ("gba-samples/test_usage_data_1.xml", 480, 511_688, "48c2a019-5598-4e16-b0f9-49e4ff27f5fb", .wattHour),
            // 726,240,000 thousandths of a watt-hour over quarters of an hour.
            ("eddie/Batch.xml", 67, 726_240 * 4, "7fcd83f8-9bf1-5ae7-871a-b71593a57004", .watt),
        ])
    func samples(file: String, count: Int, sum: Int64, point: String, unit: Unit) throws {
        let sink = try RecordingSink.decoding(SharedData.bytes("green-button/\(file)"))
        #expect(sink.diagnostics == [])
        #expect(sink.intervals.count == count)
        #expect(sink.intervals.reduce(0) { $0 + Int64($1.value) } == sum)
        #expect(Set(sink.series.map(\.channel.point.text)) == [point])
        #expect(Set(sink.series.map(\.unit)) == [unit])
        #expect(sink.intervals.allSatisfy { $0.step == .minutes15 })
    }

    @Test(
        "says of files without values that there are none", .enabled(if: SharedData.isPresent),
        arguments: [
            "gba-samples/Usage-Subscription-Feed-Anonymized.xml", "gba-samples/Authorization-Entry-Anonymized.xml",
            "gba-samples/ApplicationInformation-Entry-Anonymized.xml", "eddie/UsagePoint.xml",
        ])
    func noValues(file: String) throws {
        let sink = try RecordingSink.decoding(SharedData.bytes("green-button/\(file)"))
        #expect(sink.rules == ["no-values"])
        #expect(sink.series.isEmpty && sink.points.isEmpty)
    }

    @Test("turns customer data away, and feeds of anything else")
    func otherFeeds() throws {
        let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\""
        #expect(throws: FlowError.self) { try decode(atom + "/>") }
        let error = #expect(throws: FlowError.self) {
            try decode(atom + " xmlns:cust='http://naesb.org/espi/customer'><entry/></feed>")
        }
        #expect(error?.description.contains("names and addresses") ?? false)
        #expect(throws: Never.self) { try decode(atom + " xmlns:e='http://naesb.org/espi'></feed>") }
    }
}
