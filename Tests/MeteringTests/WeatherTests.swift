import Metering
import TestKit
import Testing

@Suite("Weather")
struct WeatherTests {
    @Test(
        "reads temperatures exactly",
        arguments: [("12.3", 1_230), ("-4", -400), ("7.25", 725), ("-0.05", -5), ("0", 0), ("-21474836.48", Int32.min)])
    func temperatures(text: String, hundredths: Int32) {
        #expect(Temperature(celsius: text) == Temperature(hundredths: hundredths))
    }

    @Test("reads nothing else", arguments: ["", "-", "12,3", "1.234", "+1", "1e2", ".5", "5.", "mq", "21474836.48"])
    func others(text: String) { #expect(Temperature(celsius: text) == nil) }

    @Test("tells temperatures with two decimals")
    func text() {
        #expect(Temperature(hundredths: -5).description == "-0.05 °C")
        #expect(Temperature(hundredths: 1_230).description == "12.30 °C")
        #expect(!Temperature.plausible.contains(Temperature(hundredths: 9_990)))
    }

    private func series(from start: Instant, _ temperatures: [Temperature?]) -> WeatherSeries {
        WeatherSeries(
            WeatherStation(issuer: "Météo-France", id: "07149001"), .observed(by: "Météo-France"),
            RegularSeries(from: start, step: .hour, temperatures))
    }

    @Test(
        "has a mean for days of 23, 24 and 25 hours, where no hour is missing",
        arguments: [
            "2026-03-29", "2026-06-01", "2026-10-25",
        ])
    func mean(day: String) throws {
        let day = try #require(CivilDay(day))
        let hours = (0..<Step.hour.count(in: day)).map { Temperature(hundredths: Int32($0)) as Temperature? }
        let mean = try #require(series(from: day.start, hours).temperatures.mean(of: day))
        #expect(mean.hundredths == Int32(hours.count / 2))
        #expect(series(from: day.start, Array(hours.dropLast())).temperatures.mean(of: day) == nil)
        #expect(series(from: day.start.advanced(minutes: 60), hours).temperatures.mean(of: day) == nil)
        #expect(series(from: day.start.advanced(minutes: -30), hours + [nil, nil]).temperatures.mean(of: day) == nil)
    }

    @Test("has none outside its hours, whatever the moment")
    func outside() {
        let start = Instant(secondsSinceEpoch: 0)
        let weather = series(from: start, [Temperature(hundredths: 1), nil])
        #expect(weather.temperatures.value(at: Instant(secondsSinceEpoch: 3_599)) == Temperature(hundredths: 1))
        for second in [-1, 3_600, 7_200, Int64.min, .max] {
            #expect(weather.temperatures.value(at: Instant(secondsSinceEpoch: second)) == nil)
        }
    }

    @Test("has means between the coldest and the warmest hour", arguments: 0..<20 as Range<UInt64>)
    func bounds(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let day = CivilDay(daysSinceEpoch: Int32.random(in: 20_000...21_000, using: &random))
        let hours = (0..<Step.hour.count(in: day)).map { _ in
            Temperature(hundredths: .random(in: .min ... .max, using: &random))
        }
        let mean = try #require(series(from: day.start, hours).temperatures.mean(of: day))
        #expect(try #require(hours.min()) <= mean && mean <= #require(hours.max()))
    }
}
