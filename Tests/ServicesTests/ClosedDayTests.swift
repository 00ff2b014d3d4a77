import DirectoryKit
import Disclosure
import EmbeddedStore
import Metering
import Publication
import Services
import Store
import TestKit
import Testing

@Suite("A closed day")
struct ClosedDayTests {
    private let town: Town
    private let daily = PointSet(id: "building", kind: "building", useCase: "2a", visibility: .restricted)
    private static let days = Town.day.advanced(by: -4)...Town.day
    private static let late = Town.day.advanced(by: -2)

    /// Thirty homes on five days, the last of a month; home 3 and home 4 have a gap on one of them.
    init() throws {
        town = try Town()
        try town.keep { session in
            for offset in 0..<5 {
                let day = Town.day.advanced(by: -offset)
                for number in 0..<30 {
                    let hasGap = day == ClosedDayTests.late && (3...4).contains(number)
                    try session.keep(
                        Town.pointDay(
                            number, watts: Int32(300 + number), on: day, missing: hasGap ? 3..<4 : 0..<0))
                }
            }
        }
    }

    private func monthly(_ id: String) -> PointSet {
        PointSet(id: id, kind: "building", useCase: "2a", visibility: .restricted, figureStep: .month)
    }

    private func sum(_ publication: PublishedDocuments, _ use: String, of set: String = "building") throws -> Int {
        let row = try #require(try town.rows(publication, use).first { $0["set"] == set })
        return try #require(row["sum"].flatMap(Int.init))
    }

    private func dailySum(isEstimating: Bool = false) throws -> Int {
        try (0..<5).reduce(0) { sum, offset in
            try sum
                + self.sum(
                    town.publish(Town.day.advanced(by: offset - 4), isEstimating: isEstimating), "2a")
        }
    }

    @Test("has in its month what its own figure had, and nothing of what came since")
    func lateReading() throws {
        try town.keep(set: daily, of: 0..<30)
        let days = try dailySum()
        try town.keep { try $0.keep(Town.pointDay(3, watts: 9_000, on: ClosedDayTests.late)) }
        try town.keep(set: monthly("month"), of: 0..<30)
        #expect(try sum(town.publish(), "2a", of: "month") == days)
        #expect(try dailySum() == days)
    }

    @Test("counts estimates for all that ask later, or for none, as its first figure did", arguments: [false, true])
    func estimates(first isEstimating: Bool) throws {
        try town.keep(set: daily, of: 0..<30)
        let days = try dailySum(isEstimating: isEstimating)
        try town.keep(set: monthly("month"), of: 0..<30)
        let publication = try town.publish(isEstimating: !isEstimating)
        #expect(try sum(publication, "2a", of: "month") == days)
        #expect(publication.remarks.count == 1)
        let manifest = try #require(publication.documents.first { $0.name == publication.manifest })
        #expect(String(decoding: manifest.bytes, as: UTF8.self).contains("\"estimatesCount\" : \(isEstimating)"))
    }

    @Test("is the same for a month that left and for one that is asked for later")
    func months() throws {
        try town.keep(set: monthly("a"), of: 0..<30)
        let first = try sum(town.publish(), "2a", of: "a")
        try town.keep { try $0.keep(Town.pointDay(3, watts: 9_000, on: ClosedDayTests.late)) }
        try town.keep(set: monthly("b"), of: 0..<30)
        let second = try town.publish()
        #expect(try sum(second, "2a", of: "a") == first && sum(second, "2a", of: "b") == first)
    }

    @Test("is open where no figure that left covers a point")
    func open() throws {
        try town.keep(set: PointSet(id: "a", kind: "building", useCase: "2a", visibility: .restricted), of: 0..<15)
        let first = try sum(town.publish(ClosedDayTests.late), "2a", of: "a")
        try town.keep { session in
            try session.keep(Town.pointDay(3, watts: 9_000, on: ClosedDayTests.late))
            for number in 15..<30 {
                try session.keep(Town.pointDay(number, watts: 1_000, on: ClosedDayTests.late))
            }
        }
        try town.keep(set: PointSet(id: "b", kind: "building", useCase: "2a", visibility: .restricted), of: 0..<30)
        #expect(try sum(town.publish(ClosedDayTests.late), "2a", of: "b") == first + 15 * 24_000)
    }

    /// Other values of homes on a day.
    private func correct(_ numbers: Range<Int>, on day: CivilDay = ClosedDayTests.late) throws {
        try town.keep { session in
            for number in numbers { try session.keep(Town.pointDay(number, watts: 500, on: day)) }
        }
    }

    @Test("is closed again once every figure that left is corrected: a month that is asked for then follows")
    func reopened() throws {
        try town.keep(set: daily, of: 0..<30)
        try town.keep(set: PointSet(id: "half", kind: "part", useCase: "2a", visibility: .restricted), of: 0..<15)
        let days = try dailySum()
        try correct(0..<30)
        let corrected = try sum(town.publish(ClosedDayTests.late), "2a")
        #expect(corrected == 30 * 12_000)
        #expect(try sum(town.publish(ClosedDayTests.late), "2a") == corrected)
        try town.keep(set: monthly("month"), of: 0..<30)
        #expect(try sum(town.publish(), "2a", of: "month") == dailySum() && dailySum() > days)
    }

    @Test("stays as it is in a month that left, which would tell, less the day's correction, what else came")
    func monthBesideDay() throws {
        try town.keep(set: daily, of: 0..<30)
        try town.keep(set: monthly("month"), of: 0..<30)
        _ = try dailySum()
        let month = try sum(town.publish(), "2a", of: "month")
        // Fifteen homes on one day, and one of these on another.
        try correct(0..<15)
        try correct(3..<4, on: Town.day.advanced(by: -1))
        let first = try sum(town.publish(ClosedDayTests.late), "2a")
        #expect(first != (5..<30).reduce(0) { $0 + (300 + $1) * 24 })
        #expect(try sum(town.publish(), "2a", of: "month") == month)
        // Nor does another month follow, which has some of these homes.
        try town.keep(set: monthly("other"), of: 0..<29)
        let other = try town.rows(town.publish(), "2a").first { $0["set"] == "other" }
        #expect(other?["status"] == "suppressed")
    }

    @Test("follows a month that no other figure covers, when that is corrected")
    func monthAlone() throws {
        try town.keep(set: monthly("month"), of: 0..<30)
        let month = try sum(town.publish(), "2a", of: "month")
        try correct(0..<15)
        let corrected = try sum(town.publish(), "2a", of: "month")
        #expect(corrected > month)
        try town.keep(set: daily, of: 0..<30)
        #expect(try dailySum() == corrected)
    }

    @Test("keeps the source that a list of points let count, whatever list came since")
    func listsOfPoints() throws {
        let homes = 30..<60
        try town.keep { session in
            for number in homes {
                // One passes what every connection carries in the day's 25 hours: 75 kWh.
                let last: Int64 = number == 30 ? 90_000 : 60_000
                for (day, index) in [(Town.day, 0), (Town.day.advanced(by: 1), last)] {
                    try session.keep(
                        RegisterReading(
                            channel: Town.channel(number), register: .totalIndex, at: day.start, value: index, line: 1))
                }
                try session.keep(
                    RegisterReading(
                        channel: Town.channel(number), register: .dailyEnergy, at: Town.day.start, value: 8_000, line: 1
                    ))
            }
        }
        try town.keep(set: PointSet(id: "a", kind: "building", useCase: "2a", visibility: .restricted), of: homes)
        let first = try sum(town.publish(), "2a", of: "a")
        try town.keep { session in
            for number in homes {
                try session.keep(MeteringPoint(id: PointID("p\(number)"), subscribedPower: .watts(3_000)))
            }
        }
        #expect(try sum(town.publish(), "2a", of: "a") == first)
        try town.keep(set: PointSet(id: "b", kind: "street", useCase: "2a", visibility: .restricted), of: homes)
        #expect(try sum(town.publish(), "2a", of: "b") == first)
    }

    @Test("stays as it was where one of its figures may not be corrected")
    func notReopened() throws {
        try town.keep(set: daily, of: 0..<30)
        try town.keep(set: PointSet(id: "half", kind: "part", useCase: "2a", visibility: .restricted), of: 0..<15)
        let days = try dailySum()
        // Three homes of the half change: too few for its figure, enough for the building's.
        try town.keep { session in
            for number in 12..<30 { try session.keep(Town.pointDay(number, watts: 500, on: ClosedDayTests.late)) }
        }
        #expect(try sum(town.publish(ClosedDayTests.late), "2a") > days / 5)
        try town.keep(set: monthly("month"), of: 0..<30)
        #expect(try sum(town.publish(), "2a", of: "month") == days)
    }

    @Test("leaves a figure of points who all agreed to what is known now")
    func agreed() throws {
        try town.keep(set: daily, of: 0..<30)
        try town.keep(
            set: PointSet(id: "agreed", kind: "building", useCase: "2a", visibility: .restricted), of: 0..<5,
            consent: .day)
        let first = try town.publish()
        try town.keep { try $0.keep(Town.pointDay(3, watts: 9_000)) }
        let second = try town.publish()
        #expect(try sum(second, "2a") == sum(first, "2a"))
        #expect(try sum(second, "2a", of: "agreed") > sum(first, "2a", of: "agreed"))
    }
}
