import Exchange
import Foundation
import TestKit
import Testing

@Suite("The page docs/integrating/formats.md")
struct FormatsPageTests {
    private static let page = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/integrating/formats.md")

    /// The indented blocks of the page, those that abridge left out.
    private static func examples() throws -> [String] {
        let lines = try String(contentsOf: page, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        return lines.split { !$0.hasPrefix("    ") }
            .map { $0.map { $0.dropFirst(4) }.joined(separator: "\n") }
            .filter { !$0.contains("…") }
    }

    @Test("has examples that decode to the last line")
    func examplesDecode() throws {
        var flows: [Flow] = []
        for example in try Self.examples() {
            let sink = try RecordingSink.decoding(example)
            #expect(sink.diagnostics == [], "\(example)")
            #expect(sink.intervals.count + sink.registers.count + sink.points.count + sink.memberships.count > 0)
            flows += sink.flows
        }
        #expect(flows == [.exchangeWide, .exchangeLong, .pointList, .setList, .portalCSV])
    }
}
