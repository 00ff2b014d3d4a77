package import Metering
package import Store

/// What registers and operators tell of a channel beside its curve: indexes, totals of days and of other periods.
package struct ChannelReadings: Sendable {
    /// By register, each in order of time. Readings without a figure are left out.
    package let readings: [BesideReading.Reading]

    package init(
        of channel: Channel, in days: ClosedRange<CivilDay>, _ known: Known, _ measures: any MeasureStore,
        _ catalogue: any Catalogue
    ) throws {
        guard let number = try catalogue.number(of: channel) else {
            readings = []
            return
        }
        let end = days.upperBound.end
        let found = try measures.readings(of: number, in: days.lowerBound.start...end, known)
        readings = found.sorted { $0.key < $1.key }.flatMap { register, readings in
            readings.compactMap { BesideReading.Reading(register, $0, channel.carrier, until: end) }
        }
    }

    package var csv: String {
        readings.reduce(into: "register;start;end;value;unit;quality;remark\n") { text, reading in
            text += "\(reading.register);\(reading.start);\(reading.end);\(reading.value);\(reading.unit);"
            text += "\(reading.quality);\(reading.remark ?? "")\n"
        }
    }
}
