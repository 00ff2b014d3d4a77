import DirectoryKit
import EmbeddedStore
import Metering
import Services
import Store
import TestKit
import Testing

/// A town in which one home uses nearly all of a day, so that the day is held, and with it the month.
@Suite("In place of a month that is held")
struct DaysOfMonthTests {
    private let town: Town
    private static let days = (-30...0).map { Town.day.advanced(by: $0) }

    init() throws {
        town = try Town()
        try town.keep { session in
            for day in DaysOfMonthTests.days {
                for number in 0..<30 {
                    let shows = number == 0 && day == DaysOfMonthTests.days[2]
                    try session.keep(Town.pointDay(number, watts: shows ? 1_000_000 : Int32(300 + number), on: day))
                }
            }
        }
    }

    private func keep(_ id: String, _ step: FigureStep, for use: String) throws {
        try town.keep(
            set: PointSet(id: id, kind: "building", useCase: use, visibility: .restricted, figureStep: step),
            of: 0..<30)
    }

    @Test func `stand the days that left, for those who have them`() throws {
        _ = try town.data.releases.add(
            UseAgreement(recipient: "Others", uses: ["2b"], basis: "a contract", from: DaysOfMonthTests.days[0]),
            now: Town.now)
        try keep("town", .day, for: "2a")
        try keep("month", .month, for: "2a")
        try keep("month-of-others", .month, for: "2b")
        let published = try DaysOfMonthTests.days.map { try town.publish($0, now: $0.advanced(by: 9).start) }
        let last = try #require(published.last)
        let own = try #require(try town.rows(last, "2a").first { $0["set"] == "month" })
        #expect(own["status"] == "suppressed")
        #expect(own["alternative"] == "town 2026-10-01/2026-10-31 P1D 30")
        let others = try #require(try town.rows(last, "2b").first)
        #expect(others["status"] == "suppressed")
        #expect(others["alternative"] == "")
    }
}
