import Metering
import Store

/// Reads the energies of days as they were known after one import, for all channels or for those of a few points.
///
/// All channels are read day by day, in the order of their numbers. Few are read over all days at once: the work
/// follows them and the days, not the store.
struct EnergyReader: Sendable {
    let office: ReleaseOffice
    let known: Known
    let isEstimating: Bool

    /// The same as of an earlier import.
    func upTo(_ horizon: Revision, isEstimating: Bool) -> EnergyReader {
        EnergyReader(office: office, known: known.upTo(horizon), isEstimating: isEstimating, watch: watch)
    }

    /// Told of each read: of how many channels (nil: all), over how many days.
    var watch: (@Sendable (_ channels: Int?, _ days: Int) -> Void)?

    /// The energies of channels on each of some days.
    func energies(of channels: ChannelNumbers, on days: ClosedRange<CivilDay>) throws -> [EnergiesOfDay] {
        watch?(channels.count, days.count)
        let curves = try office.measures.totals(of: channels, in: days, known)
        let registers = try registers(of: channels, on: days)
        return zip(days.all, zip(registers, curves)).map { day, sources in
            EnergiesOfDay(
                on: day, of: channels, sources.0, sources.1, estimating: isEstimating ? self : nil)
        }
    }

    private func registers(of channels: ChannelNumbers, on days: ClosedRange<CivilDay>) throws -> [RegisterEnergies] {
        let nothing = RegisterEnergies(channels, highest: try office.catalogue.highestNumber())
        var registers = [RegisterEnergies](repeating: nothing, count: days.count)
        let first = days.lowerBound
        func place(_ day: CivilDay) -> Int { Int(day.daysSinceEpoch - first.daysSinceEpoch) }
        try DayLimits(office.measures, office.catalogue, known).forEachEnergy(of: channels, on: days) {
            channel, day, energy in
            registers[place(day)].tell(channel, energy)
        } byLists: { channel, day in
            registers[place(day)].decidedByLists.append(channel)
        }
        try forEachDailyEnergy(of: channels, on: days) { day, channel, energy in registers[day].state(channel, energy) }
        return registers
    }

    /// The daily energies, by the place of their day.
    private func forEachDailyEnergy(
        of channels: ChannelNumbers, on days: ClosedRange<CivilDay>,
        _ body: (_ day: Int, _ channel: UInt32, KnownReading) throws -> Void
    ) throws {
        let starts = days.all.map(\.start)
        guard channels.count != nil else {
            for (place, start) in starts.enumerated() {
                try office.measures.forEachReading(of: .dailyEnergy, in: start...start, of: channels, known) {
                    try body(place, $0, $1)
                }
            }
            return
        }
        let places = Dictionary(uniqueKeysWithValues: zip(starts, starts.indices))
        let instants = days.lowerBound.start...days.upperBound.start
        try office.measures.forEachReading(of: .dailyEnergy, in: instants, of: channels, known) { channel, reading in
            if let place = places[reading.at] { try body(place, channel, reading) }
        }
    }

    /// The sum of a curve whose holes were filled; nil where they cannot be.
    func estimate(of number: UInt32, on day: CivilDay, _ revision: Revision) throws -> EnergiesOfDay.Entry? {
        guard let filled = try FilledCurve(of: number, on: day, office.measures, office.catalogue, known),
            filled.curve.isComplete
        else { return nil }
        return EnergiesOfDay.Entry(
            total: filled.curve.total, quality: filled.curve.quality, source: .estimate, revision: revision,
            others: filled.revisions.subtracting([revision]).sorted())
    }
}

extension ClosedRange<CivilDay> {
    /// Every day of the range.
    var all: [CivilDay] {
        (0...Int(upperBound.daysSinceEpoch - lowerBound.daysSinceEpoch)).map { lowerBound.advanced(by: $0) }
    }
}
