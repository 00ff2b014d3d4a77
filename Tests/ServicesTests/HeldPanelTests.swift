import DirectoryKit
import EmbeddedStore
import Metering
import Services
import Store
import TestKit
import Testing

/// A town whose two sets differ by eleven homes, of which one is silent on a day.
@Suite("What the guard held on a day")
struct HeldPanelTests {
    private let town: Town
    private static let silentDay = Town.day.advanced(by: -2)

    init() throws {
        town = try Town()
        try town.keep { session in
            for offset in -3...2 {
                let day = Town.day.advanced(by: offset)
                for number in 0..<150 where number != 145 || day != HeldPanelTests.silentDay {
                    try session.keep(Town.pointDay(number, watts: Int32(300 + number), on: day))
                }
            }
        }
        for (id, members) in [("all", 0..<150), ("most", 0..<139)] {
            try town.keep(
                set: PointSet(id: id, kind: "building", useCase: "2a", visibility: .restricted), of: members)
        }
    }

    /// The sets that leave on a day.
    private func left(_ offset: Int) throws -> Set<String> {
        let day = Town.day.advanced(by: offset)
        let rows = try town.rows(town.publish(day, now: day.advanced(by: 9).start), "2a")
        return Set(rows.filter { $0["status"] == "released" }.compactMap { $0["set"] })
    }

    @Test func `is held on the days that follow, and leaves with the next month`() throws {
        #expect(try left(-2) == ["all"])
        #expect(try left(-1) == ["all"])
        #expect(try left(1) == ["all", "most"])
    }

    @Test func `leaves on the days on which it left before, when they are asked for again`() throws {
        #expect(try left(-3) == ["all", "most"])
        #expect(try left(-2) == ["all"])
        #expect(try left(-1) == ["all"])
        #expect(try left(-3) == ["all", "most"])
    }
}
