import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("An R151 reader")
struct R151ReaderTests {
    private let next = "2022-02-02T23:00:00Z"

    private func decode(_ days: String, unit: String = "Wh") throws -> RecordingSink {
        try RecordingSink.decoding(XMLFixture.r151(days, unit: unit))
    }

    @Test("stands the indexes of a day at the midnight that closes it, and its power at its start")
    func dates() throws {
        let sink = try decode(
            XMLFixture.indexes(
                "2022-02-02", distributor: XMLFixture.indexClass("HP", "700") + XMLFixture.indexClass("HC", "300"),
                supplier: XMLFixture.supplierClass("HP", "1000"), power: XMLFixture.maximumPower("3817")))
        #expect(sink.value(.index(temporalClass: "HP"), at: next) == 700)
        #expect(sink.value(.index(temporalClass: "HC"), at: next) == 300)
        #expect(sink.value(.index(temporalClass: "supplier:HP"), at: next) == 1_000)
        #expect(sink.value(.maximumPower, at: "2022-02-01T23:00:00Z") == 3_817)
        #expect(sink.registers.count == 4)
        #expect(sink.diagnostics.isEmpty)
    }

    @Test(
        "finds midnight on days that the clocks change",
        arguments: [
            ("2022-03-27", "2022-03-27T22:00:00Z"), ("2022-10-30", "2022-10-30T23:00:00Z"),
            ("2022-07-01", "2022-07-01T22:00:00Z"),
        ])
    func clockChanges(day: String, midnight: String) throws {
        let sink = try decode(XMLFixture.indexes(day, distributor: XMLFixture.indexClass("BASE", "1")))
        #expect(sink.value(.index(temporalClass: "BASE"), at: midnight) == 1)
    }

    @Test("says of a class without a usable index that it is missing", arguments: ["", "x", "-1", "1e3"])
    func missing(value: String) throws {
        let partial = XMLFixture.indexClass("HP", "60") + XMLFixture.indexClass("HC", value)
        let sink = try decode(
            XMLFixture.indexes(
                "2022-02-02", distributor: partial, supplier: XMLFixture.supplierClass("HP", "70")))
        #expect(sink.registers.map(\.register.name) == ["index:HP", "index:HC", "index:supplier:HP"])
        #expect(sink.registers.map(\.value) == [60, 0, 70])
        #expect(
            sink.registers.map(\.mark.missingReason) == [nil, value.isEmpty ? .sentEmpty : .quarantined, nil])
        #expect(sink.rules == [value.isEmpty ? "missing-index" : "malformed-value"])
    }

    @Test(
        "sets an index aside that is beyond what a register may show", arguments: ["9007199254741", "999999999999999"])
    func beyond(value: String) throws {
        let classes = (0..<10).map { XMLFixture.indexClass("C\($0)", value) }.joined()
        let sink = try decode(XMLFixture.indexes("2022-02-02", distributor: classes), unit: "kWh")
        #expect(sink.registers.map(\.mark) == Array(repeating: .missing(.quarantined), count: 10))
        #expect(sink.diagnostics(.quarantined, "malformed-value").count == 10)
        let most = try decode(
            XMLFixture.indexes("2022-02-02", distributor: XMLFixture.indexClass("C", "9007199254740")), unit: "kWh")
        #expect(most.registers.map(\.value) == [9_007_199_254_740_000])
        #expect(
            try decode(XMLFixture.indexes("2022-02-02", power: XMLFixture.maximumPower(value)), unit: "kWh")
                .registers.isEmpty)
    }

    @Test("takes no index from an unknown class, and notes it once a day")
    func unknownClass() throws {
        let unknown = XMLFixture.supplierClass("INCONNU", "90") + XMLFixture.supplierClass("INCONNU", "10")
        let sink = try decode(
            XMLFixture.indexes("2022-02-02", distributor: XMLFixture.indexClass("BASE", "50"), supplier: unknown))
        #expect(sink.registers.map(\.register.name) == ["index:BASE"])
        #expect(sink.diagnostics(.note, "missing-index").map(\.day) == [CivilDay("2022-02-02")])
    }

    @Test("notes a day that the meter was not read")
    func emptyDay() throws {
        let sink = try decode(XMLFixture.indexes("2022-02-02"))
        #expect(sink.registers.isEmpty)
        #expect(sink.diagnostics(.note, "missing-index").count == 1)
    }

    @Test("passes the source's doubt on to the class")
    func doubt() throws {
        let classes = XMLFixture.indexClass("HP", "60", doubt: "1") + XMLFixture.indexClass("HC", "40")
        let sink = try decode(XMLFixture.indexes("2022-02-02", distributor: classes))
        #expect(sink.registers.map(\.mark.isDoubtful) == [true, false])
        #expect(sink.registers.allSatisfy { $0.mark.quality == .measured })
    }

    @Test("turns kilowatt-hours into watt-hours, and refuses units it does not know")
    func units() throws {
        let day = XMLFixture.indexes("2022-02-02", distributor: XMLFixture.indexClass("BASE", "9744"))
        #expect(try decode(day, unit: "kWh").registers.map(\.value) == [9_744_000])
        let unknown = try decode(day, unit: "MJ")
        #expect(unknown.registers.map(\.mark) == [.missing(.quarantined)])
        let details = unknown.diagnostics(.quarantined, "malformed-value").map(\.detail)
        #expect(details == ["the unit is 'MJ', Wh or kWh is wanted", "class 'BASE' has '9744'"])
    }

    @Test("keeps the first of two indexes of a class")
    func repeatedClass() throws {
        let classes = XMLFixture.indexClass("BASE", "60") + XMLFixture.indexClass("BASE", "61")
        let sink = try decode(XMLFixture.indexes("2022-02-02", distributor: classes))
        #expect(sink.registers.map(\.value) == [60])
        #expect(sink.diagnostics(.quarantined, "repeated-class").count == 1)
    }

    @Test(
        "sets a day aside whose date is none",
        arguments: [
            ("", "malformed-timestamp"), ("02/02/2022", "malformed-timestamp"), ("1999-12-31", "date-out-of-range"),
        ])
    func dates(date: String, rule: String) throws {
        let base = XMLFixture.indexClass("BASE", "60")
        let sink = try decode(
            XMLFixture.indexes(date, distributor: base, power: XMLFixture.maximumPower("9"))
                + XMLFixture.indexes("2022-02-02", distributor: base))
        #expect(sink.diagnostics(.quarantined, rule).count == 1)
        #expect(sink.diagnostics.count == 1)
        #expect(sink.registers.count == 1)
    }

    @Test("sets a power aside that fits no register", arguments: ["2147483648", "x", "-3"])
    func powers(text: String) throws {
        let sink = try decode(
            XMLFixture.indexes(
                "2022-02-02", distributor: XMLFixture.indexClass("BASE", "1"), power: XMLFixture.maximumPower(text)))
        #expect(sink.registers.count == 1)
        #expect(sink.diagnostics(.quarantined, "malformed-value").map(\.day) == [CivilDay("2022-02-02")])
    }

    @Test("refuses a grid of more classes than a meter has")
    func tooManyClasses() throws {
        let classes = (0...20).map { XMLFixture.indexClass("C\($0)", "1") }.joined()
        #expect(
            throws: FlowError.tooLarge(
                line: 27, detail: "over 20 classes in a grid: no meter has them, ask for the file again")
        ) {
            try decode(XMLFixture.indexes("2022-02-02", distributor: classes))
        }
    }

    @Test("agrees with the other files of a real day", .enabled(if: SharedData.isPresent))
    func golden() throws {
        let sink = try RecordingSink.decoding(
            SharedData.bytes("enedis/sge-tiers/CommandeCollectePublicationMesures/C5-IDX/R151.xml"))
        #expect(sink.flows == [.r151])
        #expect(sink.value(.index(temporalClass: "BASE"), at: next) == 9_744_495)
        #expect(sink.value(.index(temporalClass: "supplier:BASE"), at: next) == 9_744_495)
        #expect(sink.value(.maximumPower, at: "2022-02-01T23:00:00Z") == 3_817)
        #expect(sink.diagnostics.isEmpty)
    }

    @Test("reads a real file whose labels were garbled", .enabled(if: SharedData.isPresent))
    func garbledLabels() throws {
        let sink = try RecordingSink.decoding(SharedData.bytes("enedis/sge-fixtures/r151.xml"))
        let total: Int64 = 15_670_608 + 6_107_897 + 12_823_285 + 5_933_941
        #expect(sink.registers.reduce(0) { $0 + $1.value } == total)
        #expect(sink.registers.map(\.register.name) == ["HCB", "HCH", "HPB", "HPH"].map { "index:" + $0 })
        #expect(sink.rules == ["missing-index"])
    }
}
