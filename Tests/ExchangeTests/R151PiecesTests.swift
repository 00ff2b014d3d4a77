import Metering
import TestKit
import Testing

@testable import Exchange

/// R151 in pieces of any size, against the same document read by one parser.
@Suite("An R151 document read in pieces")
struct R151PiecesTests {
    private static func readInPieces(_ bytes: [UInt8], pieceSize: Int, chunk: Int) -> [Transcript.Entry] {
        Transcript.of(bytes, chunk: chunk) { sink in
            PRMDocument(sink, root: "R151", limits: ReadingLimits(), pieceSize: pieceSize) { R151Reader($0) }
        }
    }

    private static func readWhole(_ bytes: [UInt8]) -> [Transcript.Entry] {
        Transcript.of(bytes) { XMLReader(R151Reader($0), limits: ReadingLimits()) }
    }

    // MARK: documents

    private static func temporalClass(_ element: String, _ random: inout SeededGenerator) -> String {
        let id = ["BASE", "HP", "HC", "INCONNU", ""].randomElement(using: &random) ?? ""
        let value = ["20000000", "", "x", "999999999999999"].randomElement(using: &random) ?? ""
        let doubt = ["0", "1", ""].randomElement(using: &random) ?? ""
        return "<\(element)><Id_Classe_Temporelle>\(id)</Id_Classe_Temporelle>\n<Valeur>\(value)</Valeur>"
            + "<Indice_Vraisemblance>\(doubt)</Indice_Vraisemblance></\(element)>\n"
    }

    private static func day(_ number: Int, _ random: inout SeededGenerator) -> String {
        let date = number % 11 == 0 ? "2126-10-24" : "2026-10-\(10 + number % 18)"
        var text = "<Donnees_Releve><Date_Releve>\(date)</Date_Releve>\n"
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            text += temporalClass(
                Bool.random(using: &random) ? "Classe_Temporelle" : "Classe_Temporelle_Distributeur", &random)
        }
        if number % 3 == 0 { text += "<Puissance_Maximale><Valeur>\(number)000</Valeur></Puissance_Maximale>" }
        return text + "</Donnees_Releve>\n"
    }

    /// `PRM` elements alike and not, with what could hide a tag, or change what holds for the rest.
    private static func document(_ random: inout SeededGenerator) -> [UInt8] {
        let unit = ["Wh", "kWh", "MWh"].randomElement(using: &random) ?? ""
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<R151><En_Tete_Flux><Unite_Mesure_Index>\(unit)"
        text += "</Unite_Mesure_Index><Unite_Mesure_Puissance>VA</Unite_Mesure_Puissance></En_Tete_Flux>\n"
        for number in 0..<Int.random(in: 1...60, using: &random) {
            var prm = String(10_000_000_000_000 + Int64.random(in: 0..<9, using: &random))
            let kind = Int.random(in: 0..<70, using: &random)
            if kind == 0 { prm = "1234" }
            if kind == 1 { prm = "1000000000000X" }
            let days = (0..<Int.random(in: 0...3, using: &random)).map { day(number + $0, &random) }.joined()
            text += kind == 2 ? "<PRM>\(days)</PRM>" : "<PRM>\n<Id_PRM>\(prm)</Id_PRM>\n\(days)</PRM>\n"
            switch kind {
            case 3: text += "<!-- <PRM><Id_PRM>10000000000000</Id_PRM></PRM> -->"
            case 4: text += "<![CDATA[ </PRM> <PRM><Id_PRM>10000000000000</Id_PRM> ]]>"
            case 5: text += "<?note <PRM><Id_PRM>10000000000000</Id_PRM> ?>"
            case 6: text += "<Unite_Mesure_Index>kWh</Unite_Mesure_Index>"
            case 7: text += days
            case 8:
                text += "<PRM><Date_Releve>2026-10-24</Date_Releve></PRM>" + temporalClass("Classe_Temporelle", &random)
            case 9: text += "</R151><R151>"
            case 10: text += "<a></b>"
            case 11: text += "&amp;&#65;"
            default: break
            }
        }
        let end = Int.random(in: 0..<12, using: &random)
        return Array((text + (end == 0 ? "" : end == 1 ? "</R151>\n<x/>" : "</R151>\n")).utf8)
    }

    // MARK: what must hold

    @Test(
        "gives the same readings, remarks and errors, whatever the size of the pieces",
        arguments: 0..<10 as Range<UInt64>)
    func sameWhateverThePieces(part: UInt64) {
        for seed in part * 50..<part * 50 + 50 {
            var random = SeededGenerator(seed: seed)
            let bytes = Self.document(&random)
            let expected = Self.readWhole(bytes)
            for pieceSize in [1, 400, 3_000] {
                let chunk = Int.random(in: 1...3_000, using: &random)
                #expect(
                    Self.readInPieces(bytes, pieceSize: pieceSize, chunk: chunk) == expected,
                    "seed \(seed), pieces of \(pieceSize)")
            }
        }
    }

    @Test("gives the same, and stops at nothing, when bytes of it were damaged", arguments: 0..<10 as Range<UInt64>)
    func damaged(part: UInt64) {
        let common = Array("0123456789<>/!?-[]\"& \nPRM".utf8)
        for seed in 1_000 + part * 50..<1_050 + part * 50 {
            var random = SeededGenerator(seed: seed)
            var bytes = Self.document(&random)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = common.randomElement(using: &random) ?? 0
                if Int.random(in: 0..<6, using: &random) == 0 { bytes[place] = .random(in: 0...255, using: &random) }
            }
            let expected = Self.readWhole(bytes)
            for pieceSize in [1, 1_000] {
                #expect(
                    Self.readInPieces(bytes, pieceSize: pieceSize, chunk: 700) == expected,
                    "seed \(seed), pieces of \(pieceSize)")
            }
        }
    }

    @Test("gives no total of classes that together are more than any number holds")
    func hugeClasses() throws {
        let classes = (0..<12).map { number in
            "<Classe_Temporelle><Id_Classe_Temporelle>C\(number)</Id_Classe_Temporelle><Valeur>999999999999999</Valeur>"
                + "</Classe_Temporelle>"
        }
        let text = """
            <R151><En_Tete_Flux><Unite_Mesure_Index>kWh</Unite_Mesure_Index></En_Tete_Flux><PRM>
            <Id_PRM>10000000000000</Id_PRM><Donnees_Releve><Date_Releve>2026-10-24</Date_Releve>\(classes.joined())
            </Donnees_Releve></PRM></R151>
            """
        let sink = try RecordingSink.decoding(text)
        #expect(sink.registers.count == 12)
        #expect(!sink.registers.contains { $0.register == .totalIndex })
    }
}
