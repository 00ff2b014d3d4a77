import TestKit
import Testing

@testable import Pages
@testable import Web

@Suite struct QRCodeTests {
    /// The modules again, from the bars of the path; true is dark.
    private func modules(_ code: QRCode) throws -> [[Bool]] {
        var modules = Array(repeating: Array(repeating: false, count: code.side), count: code.side)
        var length = 0
        for bar in code.path.matches(of: /M(?<x>\d+) (?<y>\d+)h(?<count>\d+)v1h-\d+z/) {
            let (x, y) = (try #require(Int(bar.output.x)), try #require(Int(bar.output.y)))
            for step in 0..<(try #require(Int(bar.output.count))) { modules[y][x + step] = true }
            length += bar.output.0.count
        }
        #expect(length == code.path.count)
        return modules
    }

    /// ISO/IEC 18004 §5.3.2, §5.3.5 and §5.3.8, and the format bits of §7.9 beside the first finder pattern.
    @Test(arguments: [("x", 1), ("otpauth://totp/Maille:default?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 5)])
    func `a code has its quiet zone, finder and timing patterns, and says level M`(text: String, version: Int) throws {
        let code = try #require(QRCode(text))
        #expect(code.side == 17 + 4 * version + 8)
        let modules = try modules(code)
        let width = code.side - 8
        func at(_ x: Int, _ y: Int) -> Bool { modules[y + 4][x + 4] }
        for y in 0..<code.side {
            for x in 0..<code.side where min(x, y) < 4 || max(x, y) >= code.side - 4 { #expect(!modules[y][x]) }
        }
        for (left, top) in [(0, 0), (width - 7, 0), (0, width - 7)] {
            for y in 0..<7 {
                for x in 0..<7 {
                    let ring = max(abs(x - 3), abs(y - 3))
                    #expect(at(left + x, top + y) == (ring != 2))
                }
            }
        }
        for step in 8..<(width - 8) { #expect(at(step, 6) == step.isMultiple(of: 2)) }
        // Level M is 00, masked with 10 (the mask of all format bits is 101010000010010).
        #expect(at(0, 8) && !at(1, 8))
    }

    @Test func `a text that no code holds gives none`() {
        #expect(QRCode(String(repeating: "x", count: 3_000)) == nil)
        #expect(QRCode("a\u{0}b") == nil)
    }
}
