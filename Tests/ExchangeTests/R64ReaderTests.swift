import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("A reader of R64")
struct R64ReaderTests {
    static func value(_ date: String, _ value: String, likelihood: String = "0") -> String {
        #"{"d": "\#(date)", "v": \#(value), "iv": \#(likelihood)}"#
    }

    static func temporalClass(_ id: String, _ values: String...) -> String {
        #"{"idClasseTemporelle": "\#(id)", "codeCadran": "IDX_\#(id)", "valeur": [\#(values.joined(separator: ", "))]}"#
    }

    static func calendar(_ grid: String, _ classes: String...) -> String {
        #"{"idCalendrier": "CAL", "libelleGrille": "\#(grid)", "classeTemporelle": [\#(classes.joined(separator: ","))]}"#
    }

    static func document(type: String = "AQ", _ quantities: String...) -> String {
        R6xDocument.document(
            "R64",
            """
            {"idPrm": "\(R6xDocument.prm)", "contexte": [{"etapeMetier": "BRUT", "contexteReleve": "COL",
             "typeReleve": "\(type)", "grandeur": [\(quantities.joined(separator: ",\n"))]}]}
            """)
    }

    static func energy(_ calendars: String, direction: String = "CONS", total: String? = nil) -> String {
        let tail = total.map { #", "cadranTotalisateur": {"codeCadran": "IDX_EAS_T", "valeur": [\#($0)]}"# } ?? ""
        return """
            {"grandeurMetier": "\(direction)", "grandeurPhysique": "EA", "unite": "Wh",
             "calendrier": [\(calendars)]\(tail)}
            """
    }

    static func line(_ reading: RegisterReading) -> String {
        "\(reading.register.name) \(reading.value) \(reading.at.parisText.prefix(16))"
    }

    @Test("gives each class and the flow's own total, at the midnight of the date")
    func classes() throws {
        let sink = try RecordingSink.decoding(
            Self.document(
                Self.energy(
                    Self.calendar(
                        "Distributeur", Self.temporalClass("HPH", Self.value("2024-01-10 00:00:00", "700")),
                        Self.temporalClass("HCH", Self.value("2024-01-10 00:00:00", "300")))
                        + ","
                        + Self.calendar("Fournisseur", Self.temporalClass("BASE", Self.value("2024-01-10", "1000"))),
                    total: Self.value("2024-01-10 00:00:00", "1001"))))
        #expect(
            sink.registers.map(Self.line) == [
                "index:HPH 700 2024-01-10T00:00", "index:HCH 300 2024-01-10T00:00",
                "index:supplier:BASE 1000 2024-01-10T00:00", "index:total 1001 2024-01-10T00:00",
            ])
        #expect(sink.rules.isEmpty)
    }

    @Test("makes no total of classes, and says of one without a usable index that it is missing")
    func missing() throws {
        let calendar = Self.calendar(
            "Distributeur", Self.temporalClass("HP", Self.value("2024-07-10", "700"), Self.value("2024-07-11", "710")),
            Self.temporalClass("HC", Self.value("2024-07-10", "null"), Self.value("2024-07-11", #""x""#)))
        let sink = try RecordingSink.decoding(Self.document(Self.energy(calendar)))
        #expect(
            sink.registers.map(Self.line) == [
                "index:HP 700 2024-07-10T00:00", "index:HP 710 2024-07-11T00:00", "index:HC 0 2024-07-10T00:00",
                "index:HC 0 2024-07-11T00:00",
            ])
        #expect(sink.registers.map(\.mark.missingReason) == [nil, nil, .sentEmpty, .quarantined])
        #expect(sink.rules == ["empty-value", "malformed-value"])
    }

    @Test("says of dates on which two calendars of one grid stand side by side that the grid has no total")
    func severalCalendars() throws {
        let first = Self.calendar(
            "Distributeur",
            Self.temporalClass("BASE", Self.value("2024-07-09", "690"), Self.value("2024-07-10", "700")))
        let second = Self.calendar(
            "Distributeur",
            Self.temporalClass("HP", Self.value("2024-07-10", "800"), Self.value("2024-07-11", "810")))
        let sink = try RecordingSink.decoding(Self.document(Self.energy(first + "," + second)))
        let missing = sink.registers.filter { $0.mark.quality == .missing }
        #expect(missing.map(Self.line) == ["index:untold 0 2024-07-10T00:00"])
        #expect(sink.registers.count == 5)
        #expect(sink.diagnostics.map(\.rule.name) == ["several-calendars"])
        #expect(sink.diagnostics.map(\.severity) == [.flagged])
    }

    @Test("is refused where a grid has more classes than a meter, and says what to do")
    func manyClasses() throws {
        func energy(_ count: Int) -> String {
            let classes = (0..<count).map { Self.temporalClass("C\($0)", Self.value("2024-07-10", "999999999999")) }
            return #"{"grandeurMetier": "CONS", "grandeurPhysique": "EA", "unite": "kWh", "calendrier": [{"#
                + #""libelleGrille": "Distributeur", "classeTemporelle": [\#(classes.joined(separator: ","))]}]}"#
        }
        #expect(try RecordingSink.decoding(Self.document(energy(20))).registers.count == 20)
        let refusal = #expect(throws: FlowError.self) { try RecordingSink.decoding(Self.document(energy(21))) }
        #expect(refusal?.description.hasSuffix("no meter has them, ask for the file again") ?? false)
    }

    @Test("sets an index aside that is beyond what a register may show")
    func beyond() throws {
        let sink = try RecordingSink.decoding(
            Self.document(Self.energy("", total: Self.value("2024-07-10", "9007199254740993"))))
        #expect(sink.registers.map(\.mark) == [.missing(.quarantined)])
        #expect(sink.rules == ["malformed-value"])
    }

    @Test("reads an injection total that stands alone")
    func injection() throws {
        let sink = try RecordingSink.decoding(
            Self.document(
                Self.energy("", direction: "PROD", total: Self.value("2024-10-27 00:00:00", "9744495"))))
        #expect(sink.registers.map(Self.line) == ["index:total 9744495 2024-10-27T00:00"])
        #expect(sink.registers.map(\.channel.direction) == [.injection])
    }

    @Test("places a reading that is not daily at its own instant")
    func otherReading() throws {
        let energy = Self.energy("", total: Self.value("2024-07-10 14:25:36", "1001"))
        let sink = try RecordingSink.decoding(Self.document(type: "AP", energy))
        #expect(sink.registers.map(\.at.parisText) == ["2024-07-10T14:25:36+02:00"])
        let daily = try RecordingSink.decoding(Self.document(energy))
        #expect(daily.registers.map(\.at.parisText) == ["2024-07-10T00:00:00+02:00"])
    }

    @Test(
        "calls doubtful what the likelihood bits doubt, and flags an index that falls",
        arguments: [
            ("0", false, 0), ("null", false, 0), ("1", true, 0), ("2", true, 1), ("3", true, 1), ("4", true, 0),
            ("8", true, 0), ("15", true, 1),
        ])
    func likelihood(bits: String, isDoubtful: Bool, flags: Int) throws {
        let sink = try RecordingSink.decoding(
            Self.document(Self.energy("", total: Self.value("2024-07-10", "1001", likelihood: bits))))
        #expect(sink.registers.map(\.mark) == [Mark(.measured, isDoubtful: isDoubtful)])
        #expect(
            sink.diagnostics.filter { $0.rule.name == "decreasing-index" && $0.severity == .flagged }.count == flags)
        #expect(sink.diagnostics.count == flags)
    }

    @Test("reads members in any order")
    func anyOrder() throws {
        let sink = try RecordingSink.decoding(
            """
            [{"mesures": [{"contexte": [{"grandeur": [{"calendrier": [{"classeTemporelle": [{"valeur":
            [{"iv": 0, "v": "700", "d": "2024-07-10"}], "codeCadran": "IDX_EAS_D1"}], "libelleGrille": "Distributeur"}],
            "unite": "kWh", "grandeurPhysique": "EA", "grandeurMetier": "CONS"}], "typeReleve": "AQ"}],
            "idPrm": "\(R6xDocument.prm)"}], "header": {"codeFlux": "R64"}}]
            """)
        #expect(sink.registers.map(Self.line) == ["index:IDX_EAS_D1 700000 2024-07-10T00:00"])
    }

    @Test("notes other quantities once, and quarantines classes of no known grid or name")
    func leftOut() throws {
        let value = Self.value("2024-07-10", "700")
        let unknown = Self.calendar("Autre", Self.temporalClass("HP", value))
        let nameless = Self.calendar("Distributeur", #"{"valeur": [\#(value)]}"#, Self.temporalClass("HC", value))
        let reactive = #"{"grandeurMetier": "CONS", "grandeurPhysique": "ERC", "unite": "VArh"}"#
        let sink = try RecordingSink.decoding(
            Self.document(Self.energy(unknown + "," + nameless), reactive, reactive))
        #expect(
            sink.registers.map(Self.line) == ["index:untold 0 2024-07-10T00:00", "index:HC 700 2024-07-10T00:00"])
        #expect(sink.registers.map(\.mark.missingReason) == [.quarantined, nil])
        #expect(sink.diagnostics.map(\.rule.name) == ["unknown-class", "unknown-class", "other-quantity"])
    }

    @Test("quarantines a measure without PRM, and is refused when it holds too much")
    func damage() throws {
        let quantity = Self.energy("", total: Self.value("2024-07-10", "1001"))
        let document = R6xDocument.document("R64", #"{"contexte": [{"typeReleve": "AQ", "grandeur": [\#(quantity)]}]}"#)
        #expect(try RecordingSink.decoding(document).rules == ["malformed-identifier"])
        var limits = ReadingLimits()
        limits.seriesLength = 3
        let error = #expect(throws: FlowError.self) {
            try RecordingSink.decoding(Array(document.utf8), limits: limits)
        }
        #expect(error?.rule.name == "too-large")
    }
}
