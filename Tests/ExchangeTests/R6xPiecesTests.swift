import Metering
import TestKit
import Testing

@testable import Exchange

/// R6x CSV in pieces of any size, against the same file read line by line.
@Suite("An R6x CSV read in pieces")
struct R6xPiecesTests {
    private static func reading(_ bytes: [UInt8], _ flow: Flow, pieceSize: Int, chunk: Int) -> [Transcript.Entry] {
        Transcript.of(bytes, chunk: chunk) {
            R6xCSVDocument($0, flow: flow, limits: ReadingLimits(), pieceSize: pieceSize)
        }
    }

    private static func readingByLine(_ bytes: [UInt8], _ flow: Flow) -> [Transcript.Entry] {
        Transcript.of(bytes) { sink in
            LineReader(
                R6xCSVReader(sink, flow: flow, limits: ReadingLimits(), others: OtherQuantities()),
                limits: ReadingLimits())
        }
    }

    // MARK: files

    private static let flows: [Flow] = [.r63CSV, .r64CSV, .r65CSV, .r66CSV]

    private static func header(_ flow: Flow) -> String {
        switch flow {
        case .r64CSV: R6xCSVReaderTests.r64
        case .r65CSV: R6xCSVReaderTests.r65
        case .r66CSV: R6xCSVReaderTests.r66
        default: R6xCSVReaderTests.r63
        }
    }

    private static func quantity(_ flow: Flow, _ random: inout SeededGenerator) -> String {
        let others = ["ERC", "", "7", "PRI"]
        let own = R6xKind(flow).quantity
        if Int.random(in: 0..<12, using: &random) == 0 { return others.randomElement(using: &random) ?? own }
        return flow == .r64CSV ? "EA" : own
    }

    private static func tail(_ flow: Flow, _ number: Int, _ random: inout SeededGenerator) -> String {
        let day = number % 28 + 1
        let date = "2026-10-\(day < 10 ? "0" : "")\(day)"
        let time = ["00:00:00", "02:30:00", "02:00:00", "00:30:00"][number % 4]
        let value = ["476", "476", "12.345", "-1", "", "x", "20000000"].randomElement(using: &random) ?? ""
        switch flow {
        case .r64CSV:
            let grid = ["Distributeur", "Distributeur", "Fournisseur", "Autre"].randomElement(using: &random) ?? ""
            let id = ["BASE", "HP", "HC", ""].randomElement(using: &random) ?? ""
            let register = ["EAS_F1", "EAS_D1", "IDX_EAS_T"].randomElement(using: &random) ?? ""
            let type = number % 5 == 0 ? "AP" : "AQ"
            return "\(date) \(time);COL;\(type);;\(grid);DI3;Base;\(id);Base;\(register);\(value);\(number % 3)"
        case .r65CSV: return "DIFF.INDEX;P1D;\(date);\(value)"
        case .r66CSV: return "P1D;\(date) \(time);\(value)"
        default: return "\(date) \(time);\(value);\(number % 9 == 0 ? "?" : "B");PT30M;0;0"
        }
    }

    /// Rows of few points, alike and not, with what people and programs do to files.
    private static func file(_ flow: Flow, _ random: inout SeededGenerator) -> [UInt8] {
        var lines = [header(flow)]
        var prm = 30_001_234_567_890
        let isByTime = Bool.random(using: &random)
        for number in 0..<Int.random(in: 1...120, using: &random) {
            if isByTime || Int.random(in: 0..<5, using: &random) == 0 {
                prm = 30_001_234_567_890 + Int.random(in: 0..<(isByTime ? 3 : 40), using: &random)
            }
            let direction = Int.random(in: 0..<9, using: &random) == 0 ? "PROD" : "CONS"
            let unit = flow == .r63CSV ? "W" : flow == .r66CSV ? "VA" : "Wh"
            let head =
                "\(prm);2026-10-01 00:00:00;2026-10-31 00:00:00;\(quantity(flow, &random));\(direction);BRUT;\(unit)"
            let line = "\(head);\(tail(flow, number, &random))"
            switch Int.random(in: 0..<60, using: &random) {
            case 0: lines.append(String(line.prefix(Int.random(in: 0...line.count, using: &random))))
            case 1: lines += ["", line]
            case 2: lines.append(line + "\r")
            case 3: lines.append(line.replacing("\(prm)", with: "1234"))
            case 4: lines.append(line.replacing("\(prm)", with: "3000123456789X"))
            case 5: lines.append(" " + line)
            case 6: lines.append("\"\(prm)\"" + line.dropFirst(14))
            case 7 where number % 3 == 0: lines += [header(flow), line]
            case 8 where number % 3 == 0: lines.append("\u{FEFF}" + line)
            case 9 where number % 3 == 0: lines.append(line + "\u{FEFF}" + header(flow))
            case 10 where number % 3 == 0: lines.append(line + header(flow))
            case 11: lines.append(line + ";more;cells")
            default: lines.append(line)
            }
        }
        return Array((lines.joined(separator: "\n") + (Bool.random(using: &random) ? "\n" : "")).utf8)
    }

    // MARK: what must hold

    @Test("gives the same records, remarks and errors, whatever the size of the pieces", arguments: flows)
    func sameWhateverThePieces(flow: Flow) {
        for seed in 0..<150 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let bytes = Self.file(flow, &random)
            let expected = Self.readingByLine(bytes, flow)
            for pieceSize in [1, 90, 300, 4_000, 1 << 20] {
                let chunk = Int.random(in: 1...2_000, using: &random)
                let read = Self.reading(bytes, flow, pieceSize: pieceSize, chunk: chunk)
                #expect(read == expected, "seed \(seed), pieces of \(pieceSize)")
            }
        }
    }

    @Test("gives the same, and stops at nothing, when bytes of it were damaged", arguments: flows)
    func damaged(flow: Flow) {
        for seed in 1_000..<1_150 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var bytes = Self.file(flow, &random)
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                let common = Array("0123456789;\"\n\r -.:XAé#".utf8)
                bytes[place] = common.randomElement(using: &random) ?? 0
                if Int.random(in: 0..<4, using: &random) == 0 {
                    bytes[place] = UInt8.random(in: 0...255, using: &random)
                }
            }
            let expected = Self.readingByLine(bytes, flow)
            for pieceSize in [60, 700, 1 << 20] {
                #expect(
                    Self.reading(bytes, flow, pieceSize: pieceSize, chunk: 512) == expected,
                    "seed \(seed), pieces of \(pieceSize)")
            }
        }
    }

    @Test("holds no more than a series that goes on: of one point's long file the rest is read line by line")
    func onePoint() {
        var lines = [Self.header(.r63CSV)]
        for number in 0..<2_000 {
            let minutes = number % 2 == 0 ? "00" : "30"
            lines.append(
                R6xCSVReaderTests.curveRow(
                    "2024-01-\(10 + number / 48 % 18) \(10 + number % 14):\(minutes):00;\(number);B;PT30M;0;0"))
        }
        let bytes = Array(lines.joined(separator: "\n").utf8)
        #expect(Self.reading(bytes, .r63CSV, pieceSize: 500, chunk: 200) == Self.readingByLine(bytes, .r63CSV))
    }
}
