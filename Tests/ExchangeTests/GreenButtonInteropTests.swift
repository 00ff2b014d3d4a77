import Exchange
import Foundation
import Metering
import TestKit
import Testing

@Suite("A Green Button feed of Maille's") struct GreenButtonInteropTests {
    private static let python = ProcessInfo.processInfo.environment["GREEN_BUTTON_PYTHON"]

    /// `GREEN_BUTTON_PYTHON=…/bin/python swift test --filter GreenButtonInterop`, with a Python that has
    /// `greenbutton-objects` (PyPI).
    @Test("is read alike by greenbutton-objects, a reader that is not ours", .enabled(if: python != nil))
    func isReadElsewhere() throws {
        var generator = SeededGenerator(seed: 11)
        let day = try #require(CivilDay("2026-10-25"))
        let days = GreenButtonSample.directions.map {
            GreenButtonSample.day(
                Channel(point: PointID("09111642617347"), direction: $0), day, .minutes30, .watt, by: &generator)
        }
        let file = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.python))
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Interop/green_button_against_objects.py")
        process.arguments = [script.path, try file.file("feed.xml", GreenButtonSample.document(days))]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let words = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(words.split(separator: "\n").map(String.init).sorted() == days.map(line).sorted())
    }

    /// What the script prints of a day of half-hours in watts.
    private func line(_ day: PointDay) -> String {
        let known = (0..<day.curve.count).filter { day.curve.mark(at: $0).quality != .missing }
        let tenths = known.reduce(Int64(0)) { $0 + Int64(day.curve.values[$1]) * 5 }
        let first = known.first.map { day.start(of: $0).secondsSinceEpoch } ?? 0
        let codes: [(Quality, Int)] = [(.measured, 0), (.corrected, 7), (.estimated, 8)]
        let marks = known.map { day.curve.mark(at: $0) }
        let qualities =
            codes.filter { quality, code in marks.contains { $0.quality == quality && (code != 0 || !$0.isDoubtful) } }
            .map { "\($0.1)" } + (marks.contains { $0.isDoubtful } ? ["10"] : [])
        let direction = day.channel.direction == .extraction ? 1 : 19
        return
            "electricity wattHours \(direction) 1800 \(known.count) \(tenths) \(first) [\(qualities.joined(separator: ", "))]"
    }
}
