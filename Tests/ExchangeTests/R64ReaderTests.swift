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

    @Test("sums the distributor's classes for the dates without a total, and the supplier's where it has none")
    func sums() throws {
        let distributor = Self.calendar(
            "Distributeur", Self.temporalClass("HP", Self.value("2024-07-10", "700"), Self.value("2024-07-11", "710")),
            Self.temporalClass("HC", Self.value("2024-07-10", "300"), Self.value("2024-07-11", "305", likelihood: "1")))
        let supplier = Self.calendar(
            "Fournisseur", Self.temporalClass("BASE", Self.value("2024-07-11", "9"), Self.value("2024-07-12", "1020")))
        let sink = try RecordingSink.decoding(
            Self.document(Self.energy(distributor + "," + supplier, total: Self.value("2024-07-10", "1001"))))
        let totals = sink.registers.filter { $0.register == .totalIndex }
        #expect(
            totals.map(Self.line) == [
                "index:total 1001 2024-07-10T00:00", "index:total 1015 2024-07-11T00:00",
                "index:total 1020 2024-07-12T00:00",
            ])
        #expect(totals.map(\.mark.isDoubtful) == [false, true, false])
    }

    @Test("gives no total that lacks a class, and says so")
    func incompleteTotal() throws {
        let calendar = Self.calendar(
            "Distributeur", Self.temporalClass("HP", Self.value("2024-07-10", "700"), Self.value("2024-07-11", "710")),
            Self.temporalClass("HC", Self.value("2024-07-10", "300"), Self.value("2024-07-11", #""x""#)))
        let sink = try RecordingSink.decoding(Self.document(Self.energy(calendar)))
        #expect(sink.registers.filter { $0.register == .totalIndex }.map(\.value) == [1_000])
        #expect(sink.registers.count == 4)
        #expect(sink.rules == ["incomplete-total", "malformed-value"])
    }

    @Test("counts a value that comes twice once")
    func duplicates() throws {
        let value = Self.value("2024-07-10", "700")
        let calendar = Self.calendar(
            "Distributeur", Self.temporalClass("HP", value, value), Self.temporalClass("HC", value))
        let sink = try RecordingSink.decoding(Self.document(Self.energy(calendar)))
        #expect(sink.registers.filter { $0.register == .totalIndex }.map(\.value) == [1_400])
    }

    @Test("flags two calendars that disagree on the total")
    func disagreement() throws {
        let first = Self.calendar("Distributeur", Self.temporalClass("BASE", Self.value("2024-07-10", "700")))
        let second = Self.calendar("Distributeur", Self.temporalClass("HP", Self.value("2024-07-10", "800")))
        let sink = try RecordingSink.decoding(Self.document(Self.energy(first + "," + second)))
        #expect(sink.registers.filter { $0.register == .totalIndex }.map(\.value) == [700])
        #expect(sink.diagnostics.map(\.rule.name) == ["disagreeing-totals"])
        #expect(sink.diagnostics.map(\.severity) == [.flagged])
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
        #expect(
            sink.registers.map(Self.line) == [
                "index:IDX_EAS_D1 700000 2024-07-10T00:00", "index:total 700000 2024-07-10T00:00",
            ])
    }

    @Test("notes other quantities once, and quarantines classes of no known grid or name")
    func leftOut() throws {
        let value = Self.value("2024-07-10", "700")
        let unknown = Self.calendar("Autre", Self.temporalClass("HP", value))
        let nameless = Self.calendar("Distributeur", #"{"valeur": [\#(value)]}"#, Self.temporalClass("HC", value))
        let reactive = #"{"grandeurMetier": "CONS", "grandeurPhysique": "ERC", "unite": "VArh"}"#
        let sink = try RecordingSink.decoding(
            Self.document(Self.energy(unknown + "," + nameless), reactive, reactive))
        #expect(sink.registers.map(Self.line) == ["index:HC 700 2024-07-10T00:00"])
        #expect(
            sink.diagnostics.map(\.rule.name) == [
                "unknown-class", "unknown-class", "incomplete-total", "other-quantity",
            ])
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
