import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("An R50 document read in pieces")
struct R50ScanTests {
    private static let header = """
        <?xml version="1.0" encoding="UTF-8"?><R50><En_Tete_Flux><Identifiant_Flux>R50</Identifiant_Flux>
        <Pas_Publication>30</Pas_Publication></En_Tete_Flux>

        """

    private func points(of day: CivilDay, _ random: inout SeededGenerator) -> [String] {
        let stamps = DayStamps(day, step: .minutes30, style: .endWithOffset)
        return (0..<stamps.count).map { index in
            let watts = Int.random(in: 0...9_000, using: &random)
            let time = String(decoding: stamps[index], as: UTF8.self)
            return "<PDC><H>\(time)</H><V>\(watts)</V><IV>0</IV></PDC>"
        }
    }

    /// An element as Enedis writes it, or with one of the things that may be wrong, or merely other, about its last
    /// day.
    private func element(_ random: inout SeededGenerator, _ number: Int) -> String {
        let id = String(99_000_000_000_000 + number)
        // The third is a day of another length.
        var days = [20_750, 20_751, 20_540].shuffled(using: &random).map { CivilDay(daysSinceEpoch: $0) }
        let day = days.removeLast()
        let before = days.prefix(Int.random(in: 0...2, using: &random)).map { day in
            "<Donnees_Releve><Date_Releve>\(day)</Date_Releve>\(self.points(of: day, &random).joined())</Donnees_Releve>"
        }.joined()
        var points = self.points(of: day, &random)
        let place = Int.random(in: 0..<points.count, using: &random)
        let fault = Int.random(in: 0..<30, using: &random)
        switch fault {
        case 0: points[place] = points[place].replacing(#/<V>.*?</V><IV>0</IV>/#, with: "")
        case 1: points[place] = points[place].replacing("<IV>0", with: "<IV>1")
        case 2: points[place] = points[place].replacing(#/<V>.*?</V>/#, with: "<V>x</V>")
        case 3: points.remove(at: place)
        case 4: points.swapAt(place, 0)
        case 5: points[place] = "<!-- <PRM> -->" + points[place]
        case 6: points[place] = points[place].replacing("</V>", with: " </V>")
        case 7: points[place] = points[place].replacing(#/<V>.*?</V>/#, with: "<V>&#49;2</V>")
        case 8: points = []
        case 9: points[place] = "<Autre>1</Autre>" + points[place]
        default: break
        }
        // An identifier that is faulty alike in elements that follow each other is named once.
        let shownID = fault == 10 ? "\(9_900_000_000 + number)XXXX" : fault == 11 ? "\(number)" : id
        let business = fault == 12 ? "<Id_Affaire>M02SXITK</Id_Affaire>" : ""
        let blank = fault == 13 ? " \n\t" : "\n"
        let text = points.joined(separator: blank)
        return
            "<PRM>\(blank)<Id_PRM>\(shownID)</Id_PRM>\(blank)\(before)<Donnees_Releve><Date_Releve>\(day)</Date_Releve>"
            + "\(business)\n\(text)\n</Donnees_Releve>\n</PRM>" + (number % 3 == 0 ? "\n" : "")
    }

    /// What the parser alone makes of a document, its series laid on days as an import lays them.
    private func plain(_ text: String) throws -> RecordingSink {
        let sink = RecordingSink()
        let reader = XMLReader(R50Reader(sink), limits: ReadingLimits())
        try reader.read(Array(text.utf8).span)
        try reader.finish()
        return sink
    }

    /// Channel, values and marks of everything in a sink, whole days and series alike.
    private func values(_ sink: RecordingSink) -> [String] {
        let days = sink.pointDays.flatMap { day in
            day.curve.values.indices.map {
                "\(day.channel) \(day.start(of: $0)) \(day.curve.values[$0]) \(day.curve.mark(at: $0).rawValue)"
            }
        }
        let series = sink.series.flatMap { series in
            series.intervals.map { "\(series.channel) \($0.start) \($0.value) \($0.mark.rawValue)" }
        }
        return (days + series).sorted()
    }

    @Test("gives what the parser alone gives, on the same lines", arguments: 0..<8 as Range<UInt64>)
    func agreesWithParser(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let elements = (0..<(seed == 0 ? 450 : 80)).map { element(&random, $0) }
        let text = R50ScanTests.header + elements.joined() + "</R50>\n"
        let (whole, plain) = (try RecordingSink.decoding(text), try plain(text))
        #expect(values(whole) == values(plain))
        #expect(whole.diagnostics == plain.diagnostics)
        #expect(whole.pointDays.count > (seed == 0 ? 100 : 5) || whole.pointDays.count + whole.series.count > 20)
    }

    @Test(
        "refuses what is not well-formed, wherever it is",
        arguments: [
            "</R50", "<PRM></Id_PRM></PRM></R50>", "<Autre></R50>", "</PRM></R50>", "<!-- ", "&x;</R50>", "",
            "<PRM><PRM></PRM></R50>",
        ])
    func malformed(end: String) {
        var random = SeededGenerator(seed: 5)
        let text = R50ScanTests.header + (0..<40).map { element(&random, $0 + 100_000) }.joined() + end
        #expect(throws: FlowError.self) { try RecordingSink.decoding(text) }
    }

    @Test("reads nothing that a comment or a section hides")
    func hidden() throws {
        var random = SeededGenerator(seed: 1)
        let element = R50ScanTests.plainElement(&random)
        for (open, close) in [("<!--", "-->"), ("<Note><![CDATA[", "]]></Note>")] {
            let text = R50ScanTests.header + element + open + element + element + close + element + "</R50>"
            let sink = try RecordingSink.decoding(text)
            #expect(values(sink).count == values(try plain(text)).count && values(sink).count == 96)
            let early = R50ScanTests.header + open + element + close + "</R50>"
            #expect(try values(RecordingSink.decoding(early)).isEmpty)
        }
    }

    private static func plainElement(_ random: inout SeededGenerator) -> String {
        let stamps = DayStamps(CivilDay(daysSinceEpoch: 20_750), step: .minutes30, style: .endWithOffset)
        let points = (0..<48).map { index in
            "<PDC><H>\(String(decoding: stamps[index], as: UTF8.self))</H><V>\(index)</V><IV>0</IV></PDC>"
        }
        return "<PRM><Id_PRM>99000000000001</Id_PRM><Donnees_Releve><Date_Releve>\(stamps.day)</Date_Releve>"
            + points.joined() + "</Donnees_Releve></PRM>"
    }
}
