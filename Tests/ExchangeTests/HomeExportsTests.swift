import Exchange
import Foundation
import Metering
import TestKit
import Testing

@Suite("An export of a home")
struct HomeExportsTests {
    private static let point = PointID("01234567890123")

    private func decode(_ text: String, of point: PointID? = point) throws -> RecordingSink {
        try RecordingSink.decoding(Array(text.utf8), of: point)
    }

    /// Moments in UTC as JavaScript writes them.
    private static func stamp(_ instant: Instant) -> String { instant.description.replacing("Z", with: ".000Z") }

    // MARK: Home Assistant's energy dashboard

    private static func dashboard(_ starts: [Instant], _ rows: [(String, String, [String])]) -> String {
        let header = ["entity_id", "type", "unit"] + starts.map(stamp)
        let lines = rows.map { ["sensor.\($0.0)", $0.1, "kWh"] + $0.2 }
        return ([header] + lines).map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
    }

    private static func hours(_ day: String) -> [Instant] {
        let day = CivilDay(day) ?? CivilDay(daysSinceEpoch: 0)
        return (0..<day.minutes / 60).map { day.start.advanced(minutes: $0 * 60) }
    }

    @Test(
        "of Home Assistant's dashboard gives the hours of both directions, on days of any length",
        arguments: PortalTableTests.days)
    func hours(day: String) throws {
        let starts = Self.hours(day)
        let values = starts.indices.map { "0.\(200 + $0)" }
        let text = Self.dashboard(
            starts,
            [
                ("peak", "grid_consumption", values), ("off", "grid_consumption", values.map { _ in "0.1" }),
                ("back", "grid_return", values), ("pv", "solar_production", values),
                ("cost", "grid_consumption_cost", values), ("car", "device_consumption", values),
            ])
        let sink = try decode(text)
        #expect(sink.flows == [.homeAssistantEnergy])
        #expect(sink.series.map(\.channel.direction) == [.extraction, .injection, .production])
        for (place, added) in [100, 0, 0].enumerated() {
            let found = sink.series[place].intervals
            #expect(found.map(\.start) == starts)
            #expect(found.map { Int($0.value) } == starts.indices.map { 200 + $0 + added })
        }
        #expect(sink.diagnostics.map(\.severity) == [.note, .note])
    }

    @Test("of Home Assistant's dashboard by days and months is no curve")
    func daysAndMonths() throws {
        let days = (0..<3).compactMap { CivilDay("2026-03-28")?.advanced(by: $0).start }
        let ofDays = try decode(Self.dashboard(days, [("a", "grid_consumption", ["1", "2", "3"])]))
        #expect(ofDays.registers.map(\.register) == Array(repeating: .dailyEnergy, count: 3))
        #expect(ofDays.registers.map(\.at) == days)
        let months = ["2026-02-01", "2026-03-01", "2026-10-01"].compactMap { CivilDay($0)?.start }
        let ofMonths = try decode(Self.dashboard(months, [("a", "grid_consumption", ["1", "2", "3"])]))
        #expect(ofMonths.registers.map(\.register) == [28, 31, 31].map { .periodEnergy(days: $0) })
        #expect(ofMonths.registers.map(\.value) == [1_000, 2_000, 3_000])
    }

    @Test("of Home Assistant's dashboard: a part that is missing leaves no sum, next to nothing is nothing")
    func parts() throws {
        let starts = Array(Self.hours("2026-01-15").prefix(4))
        let sink = try decode(
            Self.dashboard(
                starts,
                [
                    ("a", "grid_consumption", ["0.1", "", "1.1368683772161603e-13", "-0.5"]),
                    ("b", "grid_consumption", ["0.1", "0.1", "0.1", "0.1"]),
                ]))
        #expect(sink.intervals.map(\.value) == [200, 0, 100, 0])
        #expect(sink.intervals.map { $0.mark.quality == .missing } == [false, true, false, true])
        #expect(sink.diagnostics.map(\.values) == [1])
    }

    @Test(
        "of Home Assistant's dashboard whose columns do not say how long they last is refused",
        arguments: [
            ["2026-01-15T00:00:00.000Z"], ["2026-01-15T00:00:00.000Z", "2026-01-15T07:00:00.000Z"],
            ["2026-01-15T01:00:00.000Z", "2026-01-15T00:00:00.000Z"],
            ["2026-01-15T00:10:00.000Z", "2026-01-15T01:10:00.000Z"],
            ["2026-01-15", "2026-01-16"],
        ])
    func columns(names: [String]) throws {
        let row = "sensor.a,grid_consumption,kWh," + names.map { _ in "1" }.joined(separator: ",")
        let text = "entity_id,type,unit,\(names.joined(separator: ","))\n\(row)\n"
        #expect(throws: FlowError.self) { try decode(text) }
        #expect(throws: FlowError.self) { try decode(Self.dashboard(Self.hours("2026-01-15"), []), of: nil) }
    }

    // MARK: Home Assistant's statistics

    @Test("of Home Assistant's statistics is a counter at the end of each hour", arguments: PortalTableTests.days)
    func statistics(day: String) throws {
        let rows = WallRows(day, minutes: 60)
        let lines = (0..<rows.count).map { place in
            let (date, time) = rows.clock(place)
            return "counter.energy;kWh;\(date.replacing("/", with: ".")) \(time.prefix(5));\(100 + place);7"
        }
        let text = (["statistic_id;unit;start;sum;state"] + lines).joined(separator: "\n")
        let sink = try decode(text)
        #expect(sink.flows == [.homeAssistantStatistics])
        #expect(sink.registers.map(\.at) == (1...rows.count).map { rows.day.start.advanced(minutes: $0 * 60) })
        #expect(sink.registers.map(\.value) == (0..<rows.count).map { Int64(100 + $0) * 1_000 })
        #expect(sink.registers.allSatisfy { $0.register == .totalIndex })
    }

    @Test("of Home Assistant's statistics leaves room temperatures, counted, and refuses several counters")
    func temperatures() throws {
        let header = "statistic_id\tunit\tstart\tmin\tmax\tmean\tsum\tstate\n"
        let warm = "sensor.temp\t°C\t26.01.2026 12:00\t20\t21\t20.5\t\t\n"
        let counter = "sensor.linky\tkWh\t26.01.2026 12:00\t\t\t\t10.5\t100\n"
        let sink = try decode(header + warm + counter)
        #expect(sink.registers.map(\.value) == [10_500])
        #expect(sink.diagnostics.map(\.detail) == ["1 row without an index is left"])
        #expect(throws: FlowError.self) { try decode(header + counter + counter.replacing("linky", with: "car")) }
    }

    // MARK: evcc

    @Test("of evcc is what the charger's meter showed at both ends, in any of its languages")
    func evcc() throws {
        let headers = [
            "Created,Finished,Loadpoint,Identifier,Vehicle,Meter Start (kWh),Meter Stop (kWh),Charged Energy (kWh)",
            "Created,Finished,Charging point,Identifier,Vehicle,Meter start (kWh),Meter stop (kWh),Energy (kWh)",
            "\u{FEFF}Startzeit,Endzeit,Ladepunkt,Kennung,Fahrzeug,Anfangszählerstand (kWh),Endzählerstand (kWh),Energie (kWh)",
        ]
        let rows = """
            2026-03-02 18:10:00,2026-03-02 21:40:00,Garage,,Auto,1000.000,1012.500,12.5
            2026-03-03 08:00:00,2026-03-03 09:00:00,Garage,,Auto,,,5.5

            """
        for header in headers {
            let sink = try decode(header + "\n" + rows, of: PointID("EV-1"))
            #expect(sink.flows == [.evccSessions])
            #expect(sink.registers.map(\.value) == [1_000_000, 1_012_500])
            #expect(sink.registers.map(\.at.description) == ["2026-03-02T17:10:00Z", "2026-03-02T20:40:00Z"])
            #expect(sink.diagnostics.map(\.detail).last == "1 row without an index is left")
        }
    }

    // MARK: Suez

    private static func suez(_ measures: [String]) -> String {
        "{\"content\": {\"measures\": [\(measures.joined(separator: ","))]}, \"code\": \"00\", \"message\": \"OK\"}"
    }

    @Test("of Suez is the volume of each day and the index that closes it, over both clock changes")
    func suezDays() throws {
        let days = ["2026-03-29", "2026-10-25"]
        let sink = try decode(
            Self.suez(days.map { "{\"date\": \"\($0) 00:00:00\", \"index\": 100.25, \"volume\": 0.080}" }),
            of: PointID("EAU-1"))
        #expect(sink.flows == [.suezWater])
        #expect(sink.registers.map(\.register) == [.dailyEnergy, .totalIndex, .dailyEnergy, .totalIndex])
        #expect(sink.registers.map(\.value) == [80, 100_250, 80, 100_250])
        let expected = days.compactMap { CivilDay($0) }.flatMap { [$0.start, $0.end] }
        #expect(sink.registers.map(\.at) == expected)
        #expect(sink.registers.allSatisfy { $0.channel.carrier == .water })
    }

    @Test("of Suez by months is of the days that it says; a measure without index is counted and left")
    func suezMonths() throws {
        let sink = try decode(
            Self.suez([
                "{\"date\": \"2026-04-01 00:00:00\", \"index\": 100.0, \"volume\": 2.5, \"numberOfDays\": 30}",
                "{\"date\": \"2026-05-01 00:00:00\", \"index\": null, \"volume\": 0, \"numberOfDays\": 0}",
                "{\"date\": \"2026-06-01 00:00:00\", \"index\": 1.0, \"volume\": -2.5, \"numberOfDays\": 30}",
            ]), of: PointID("EAU-1"))
        #expect(sink.registers.map(\.register) == [.periodEnergy(days: 30)])
        #expect(sink.registers.map(\.value) == [2_500])
        #expect(sink.diagnostics.map(\.severity) == [.quarantined, .note])
        #expect(throws: FlowError.self) { try decode(Self.suez([]), of: nil) }
        #expect(throws: FlowError.self) { try decode(String(Self.suez([]).dropLast(5)), of: PointID("EAU-1")) }
    }
}
