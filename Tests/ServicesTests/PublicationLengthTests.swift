import DirectoryKit
import Disclosure
import EmbeddedStore
import Metering
import Publication
import Services
import Store
import TestKit
import Testing

/// Curves without consent, of which the operator says how long their publication goes on (Code de l'énergie D.111-63).
@Suite("The length of a publication is counted, not believed:")
struct PublicationLengthTests {
    private let town: Town

    init() throws { town = try Town() }

    /// Curves of points on some days from the town's day on.
    private func keepCurves(of points: Range<Int>, days: Int, _ direction: Direction = .extraction) throws {
        try town.keep { session in
            for offset in 0..<days {
                let day = Town.day.advanced(by: offset)
                for number in points {
                    let curve = Town.pointDay(number, watts: Int32(400 + number % 50), on: day).curve
                    try session.keep(PointDay(channel: Town.channel(number, direction), day: day, curve: curve))
                }
            }
        }
    }

    private func keep(_ id: String, of points: Range<Int>, _ direction: Direction = .extraction) throws {
        let set = PointSet(id: id, kind: "quarter", useCase: id, visibility: .public, figureStep: .halfHour)
        try town.keep(set: set, of: points, direction: direction)
    }

    /// Whether a set's curve of the n-th day leaves, said to be of a publication of so many days.
    private func leaves(_ id: String, _ offset: Int, saying days: Int) throws -> Bool {
        let day = Town.day.advanced(by: offset)
        let provision = DailyProvision(
            town.data, policy: try PolicyLibrary().policy("code-energie-d111-63"),
            now: day.advanced(by: 400).start, Circumstances(publicationDays: days))
        return try town.rows(provision.publish(day), id).contains { $0["set"] == id && $0["status"] == "interval" }
    }

    @Test func `every day said to be one day stops after the first, where longer asks 500 points`() throws {
        try keepCurves(of: 0..<110, days: 5)
        try keep("quarter", of: 0..<110)
        #expect(try (0..<5).map { try leaves("quarter", $0, saying: 1) } == [true, false, false, false, false])
    }

    @Test func `what left is the same when it is asked again, and days count in the order in which they left`() throws {
        try keepCurves(of: 0..<110, days: 3)
        try keep("quarter", of: 0..<110)
        #expect(try leaves("quarter", 2, saying: 1))
        #expect(try !leaves("quarter", 0, saying: 1))
        #expect(try leaves("quarter", 2, saying: 1))
    }

    @Test func `the same points under another name go on with the first name's days; others begin their own`() throws {
        try keepCurves(of: 0..<300, days: 3)
        try keep("quarter", of: 0..<110)
        #expect(try leaves("quarter", 0, saying: 1))
        try keep("renamed", of: 0..<130)
        #expect(try !leaves("renamed", 1, saying: 1))
        try keep("elsewhere", of: 150..<300)
        #expect(try leaves("elsewhere", 2, saying: 1))
    }

    @Test func `of a month, the thirty-second day asks what a lasting publication asks`() throws {
        try keepCurves(of: 0..<60, days: 32, .injection)
        try keep("panels", of: 0..<60, .injection)
        let left = try (0..<32).map { try leaves("panels", $0, saying: 31) }
        #expect(left == Array(repeating: true, count: 31) + [false])
    }
}
