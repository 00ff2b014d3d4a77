import Metering
import Testing

@Suite("Series that are not metered")
struct SeriesTests {
    @Test("have means in their own unit, and none where an hour is missing")
    func means() throws {
        let day = try #require(CivilDay("2026-10-25"))
        let shares = (0..<25).map { PartsPerMillion(units: 400 + $0) as PartsPerMillion? }
        let air = RegularSeries(from: day.start, step: .hour, shares)
        #expect(air.mean(of: day) == PartsPerMillion(units: 412))
        #expect(air.mean(of: day.advanced(by: 1)) == nil)
        #expect(RegularSeries(from: day.start, step: .hour, shares.dropLast() + [nil]).mean(of: day) == nil)
        #expect(SensorSeries.Readings.carbonDioxide(air).symbol == "ppm")
    }

    @Test("have states that are read at a moment, and no mean")
    func states() {
        let start = Instant(secondsSinceEpoch: 0)
        let boiler = RegularSeries<UInt16>(from: start, step: .minutes10, [0, nil, 1])
        #expect(boiler.value(at: start.advanced(minutes: 25)) == 1)
        #expect(boiler.value(at: start.advanced(minutes: 15)) == nil)
    }

    @Test("stand where points stand, and are none")
    func readyMade() throws {
        let id = try #require(SeriesID(issuer: "grd", name: "iris-380150203"))
        #expect(id.point.text == "series:grd:iris-380150203" && id.point.issuer == .series)
        let series = ReadyMadeSeries(
            id, about: .mesh("CRS3035RES1000mN2689000E3947000"), .electricity, .extraction, owner: "GRD",
            licence: .spdx("etalab-2.0"), .open)
        #expect(series.channel.point == id.point && ChannelKey(series.channel) == nil)
    }

    @Test("have names that files can hold", arguments: ["", "a b", "a:b", "é", "12345678901234567"])
    func names(name: String) { #expect(SeriesID(issuer: "grd", name: name) == nil) }
}
