import DirectoryKit
import EmbeddedStore
import Exchange
import Metering
import Publication

/// Files that arrive. Each household's values are its own: a curve at another's point is seen.
enum Files {
    static func curve(_ point: PointID, _ day: CivilDay, correction: Int32 = 0) -> PointDay {
        let own = Int32(point.text.suffix(2)) ?? 0
        let values = (0..<Step.minutes30.count(in: day)).map { own * 100 + Int32($0) + correction }
        return PointDay(
            channel: Channel(point: point), day: day, curve: DayCurve(step: .minutes30, unit: .watt, values: values))
    }

    static func wide(_ points: [PointID], _ day: CivilDay, correction: Int32 = 0) -> [UInt8] {
        var writer = ExchangeWideWriter(columns: Step.minutes30.count(in: day), unit: "W")
        for point in points { writer.append(curve(point, day, correction: correction)) }
        return writer.finish()
    }

    static func long(_ points: [PointID], _ day: CivilDay, correction: Int32 = 0) -> [UInt8] {
        var writer = ExchangeLongWriter()
        for point in points { writer.append(curve(point, day, correction: correction)) }
        return writer.finish()
    }

    /// All but the first five values, corrected.
    static func corrected(_ points: [PointID], _ day: CivilDay) -> [UInt8] {
        var writer = ExchangeLongWriter()
        for point in points {
            var corrected = curve(point, day, correction: 3)
            for index in corrected.curve.values.indices {
                let mark: Mark = index < 5 ? .missing(.sentEmpty) : .corrected
                corrected.curve.set(corrected.curve.values[index], mark, at: index)
            }
            writer.append(corrected)
        }
        return writer.finish()
    }

    /// A home's own file, which names it by an id of its issuer.
    static func greenButton(_ point: PointID, _ day: CivilDay) -> [UInt8] {
        let base = ESPIBase("https://issuer.example/espi/1_1/resource")
        var writer = GreenButtonWriter(.batch(ofSubscription: "s"), at: base, updated: day.end)
        writer.open(ESPIUsagePoint(.usagePoint("u", ofSubscription: "s")))
        writer.append(curve(point, day, correction: 7))
        return writer.finish()
    }

    static func r50(_ points: [PointID], _ day: CivilDay, correction: Int32 = 0) -> [UInt8] {
        var writer = R50Writer(delivery)
        for point in points { writer.append(curve(point, day, correction: correction)) }
        return writer.finish()
    }

    static func r151(_ points: [PointID], _ days: [CivilDay]) -> [UInt8] {
        var writer = R151Writer(delivery)
        for point in points {
            let own = Int64(point.text.suffix(2)) ?? 0
            for (index, day) in days.enumerated() {
                let wattHours = own * 100_000 + Int64(index) * 2_411
                writer.append(DailyIndex(point: point, day: day, wattHours: wattHours, maximumPower: 900))
            }
        }
        return writer.finish()
    }

    /// An archive with an R50 and an R151.
    static func zip(_ points: [PointID], _ day: CivilDay, correction: Int32) throws -> [UInt8] {
        try ArchiveWriter.pack([
            ("curves.xml", r50(points, day, correction: correction)), ("indexes.xml", r151(points, [day])),
        ])
    }

    /// Curves, then an element that is cut off: nothing of it may stay.
    static func cut(_ points: [PointID], _ day: CivilDay) -> [UInt8] { r50(points, day).dropLast(40) }

    private static let delivery = EnedisDelivery(
        recipient: "17X000000MAILLE0", contract: "GRD-F999", subscription: "990050",
        created: CivilDay(year: 2026, month: 11, day: 3)!.start)
}
