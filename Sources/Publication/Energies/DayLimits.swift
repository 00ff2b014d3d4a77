import Metering
import Store

/// What connections can carry in a day: the register of a new meter may begin above where the old one ended, and then
/// the difference is nobody's energy.
///
/// Lists are asked only about differences above what every connection carries: the same rule holds for what a person
/// reads (`GrantedCurves`). Whose these are is told, since a later list may decide otherwise.
final class DayLimits {
    private let measures: any MeasureStore
    private let catalogue: any Catalogue
    private let known: Known
    private var facts: PointFacts?

    init(_ measures: any MeasureStore, _ catalogue: any Catalogue, _ known: Known) {
        self.measures = measures
        self.catalogue = catalogue
        self.known = known
    }

    /// Gives what the indexes of channels tell of days, where connections can carry it.
    func forEachEnergy(
        of channels: ChannelNumbers, on days: ClosedRange<CivilDay>,
        _ body: (_ channel: UInt32, CivilDay, IndexEnergy) throws -> Void,
        byLists: (_ channel: UInt32, CivilDay) -> Void = { _, _ in }
    ) throws {
        try measures.forEachIndexEnergy(of: channels, on: days, known) { channel, day, energy in
            if !ConnectionLimit.everyConnectionAllows(indexDifference: energy.total, in: day) {
                byLists(channel, day)
                let isAllowed = try limit(of: channel)?.allows(indexDifference: energy.total, in: day) ?? true
                if !isAllowed { return }
            }
            try body(channel, day, energy)
        }
    }

    /// Without a string for the point, where it has fourteen digits.
    private func limit(of channel: UInt32) throws -> ConnectionLimit? {
        if facts == nil { facts = try catalogue.facts(known) }
        if let key = try catalogue.key(channel) {
            return ConnectionLimit(key.carrier, key.direction, facts?.connection(of: key))
        }
        guard let name = try catalogue.channel(channel) else { return nil }
        return ConnectionLimit(name.carrier, name.direction, facts?.connection(of: name.point))
    }
}
