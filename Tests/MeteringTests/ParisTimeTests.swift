import Foundation
import Metering
import Testing

@Suite("Paris time")
struct ParisTimeTests {
    @Test("agrees with the system's time zone data at every hour from 2000 to 2037")
    func agreesWithSystem() throws {
        let zone = try #require(TimeZone(identifier: "Europe/Paris"))
        let (first, end) = (Int64(946_684_800), Int64(2_145_916_800))
        // Between two changes the system's offset is one: it is asked at the changes alone.
        var (start, changes) = (first, 0)
        while start < end {
            let date = Date(timeIntervalSince1970: TimeInterval(start))
            let expected = Int64(zone.secondsFromGMT(for: date))
            let next = try #require(zone.nextDaylightSavingTimeTransition(after: date))
            let until = min(end, Int64(next.timeIntervalSince1970))
            let other = stride(from: start, to: until, by: 3_600).first {
                ParisTime.offset(at: Instant(secondsSinceEpoch: $0)) != expected
            }
            #expect(other == nil, "from \(Instant(secondsSinceEpoch: start)) the system says \(expected)")
            (start, changes) = (until, changes + 1)
        }
        #expect(changes == 77)
    }

    @Test(
        "makes a civil day as long as the clocks say",
        arguments: [("2026-03-29", 46), ("2026-10-25", 50), ("2026-10-24", 48), ("2020-02-29", 48)])
    func dayLength(day: String, halfHours: Int) throws {
        let day = try #require(CivilDay(day))
        #expect(Step.minutes30.count(in: day) == halfHours)
        #expect(CivilDay(containing: day.start) == day)
        #expect(CivilDay(containing: day.end) == day.advanced(by: 1))
        #expect(day.end == day.advanced(by: 1).start)
    }

    @Test(
        "finds the first moment of a time on the days on which clocks change too",
        arguments: [
            ("2026-10-24", 4, "2026-10-24T02:00:00Z"), ("2026-10-25", 2, "2026-10-25T00:00:00Z"),
            ("2026-10-25", 4, "2026-10-25T03:00:00Z"), ("2026-03-29", 2, "2026-03-29T01:00:00Z"),
            ("2026-03-29", 4, "2026-03-29T02:00:00Z"),
        ])
    func first(day: String, hour: Int32, moment: String) throws {
        let time = WallTime(day: try #require(CivilDay(day)), second: hour * 3_600)
        #expect(ParisTime.firstInstant(of: time).description == moment)
    }

    @Test("reads the repeated autumn hour twice and the skipped spring hour never")
    func wallTimes() throws {
        let autumn = WallTime(day: try #require(CivilDay("2026-10-25")), second: 9_000)
        let spring = WallTime(day: try #require(CivilDay("2026-03-29")), second: 9_000)
        let expected = WallTimeReading.repeated(
            summer: try #require(ISOTimestamp("2026-10-25T02:30:00+02:00")?.instant),
            winter: try #require(ISOTimestamp("2026-10-25T02:30:00+01:00")?.instant))
        #expect(ParisTime.instants(of: autumn) == expected)
        #expect(ParisTime.instants(of: spring) == .skipped)
    }

    @Test(
        "reads and writes ISO 8601 as files have it",
        arguments: [
            ("2022-02-02T00:30:00+01:00", "2022-02-01T23:30:00Z"),
            ("2022-02-02T00:30:00+0100", "2022-02-01T23:30:00Z"), ("2022-02-02 00:30:00+01", "2022-02-01T23:30:00Z"),
            ("2022-02-02T00:30:00-0330", "2022-02-02T04:00:00Z"),
            ("2022-07-02T00:30:00.000+02:00", "2022-07-01T22:30:00Z"),
            ("2024-10-05T05:10:13.928023373+02:00", "2024-10-05T03:10:13Z"),
            ("2022-02-02T00:30Z", "2022-02-02T00:30:00Z"),
        ])
    func timestamps(text: String, utc: String) throws {
        let instant = try #require(ISOTimestamp(text)?.instant)
        #expect(instant.description == utc)
        #expect(ISOTimestamp(instant.parisText)?.instant == instant)
    }

    @Test("a day so far away that no number stands for it is the first or the last that has one")
    func farDays() {
        let day = CivilDay(daysSinceEpoch: 20_000)
        for days in [Int.max, Int(Int32.max), Int.max / 86_400] {
            #expect(day.advanced(by: days).daysSinceEpoch == .max)
        }
        for days in [Int.min, -Int.max, Int.min / 86_400] {
            #expect(day.advanced(by: days).daysSinceEpoch == .min)
        }
        #expect(day.advanced(by: 1).daysSinceEpoch == 20_001 && day.advanced(by: -20_001).daysSinceEpoch == -1)
    }

    @Test(
        "refuses what is no timestamp",
        arguments: ["", "2022-02-30T00:00:00Z", "2022-02-02", "2022-02-02T25:00:00Z", "2022-02-02T00:30:00+1:00", "x"])
    func refuses(text: String) { #expect(ISOTimestamp(text) == nil) }
}
