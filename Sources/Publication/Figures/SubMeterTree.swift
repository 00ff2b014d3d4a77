import Disclosure
import Metering
import Store

/// Which channels of a kind of energy measure a part of which others: the energy of a main meter is that of its
/// sub-meters and a rest, such as common areas and losses.
///
/// To the guard a figure of a main meter is one of everything behind it, and the main's own number stands for the rest.
/// So it sees that the mains of some houses, less the meters of all flats but one, is that flat.
struct SubMeterTree {
    /// The nearest channels behind one.
    private let behind: [UInt32: [UInt32]]
    private let parts: Set<UInt32>

    /// Costs the sub-meters that there are.
    init(_ catalogue: any Catalogue, _ subMeters: SubMeters, _ kind: EnergyKind) throws {
        func number(of point: PointID) throws -> UInt32? {
            try catalogue.number(of: Channel(point: point, carrier: kind.carrier, direction: kind.direction))
        }
        var behind: [UInt32: [UInt32]] = [:]
        for point in subMeters.points.sorted() {
            guard let part = try number(of: point),
                let main = try subMeters.upstream(of: point).lazy.compactMap({ try number(of: $0) }).first
            else { continue }
            behind[main, default: []].append(part)
        }
        self.behind = behind
        parts = Set(behind.values.joined())
    }

    /// Channels with all that lies behind them, at any distance.
    func whole(_ channels: [UInt32]) -> [UInt32] {
        if behind.isEmpty { return channels }
        var (all, open) = (Set(channels), channels)
        while let channel = open.popLast() {
            for part in behind[channel] ?? [] where all.insert(part).inserted { open.append(part) }
        }
        return all.count == channels.count ? channels : all.sorted()
    }

    func whole(_ panel: Panel) -> Panel { behind.isEmpty ? panel : Panel(whole(Array(panel.points))) }

    /// The channels of a panel that lie behind another one of it, at any distance.
    func parts(within panel: Panel) -> Panel {
        if behind.isEmpty { return Panel([]) }
        let all = Set(panel.points)
        return Panel(Set(all.flatMap { channel in whole([channel]).filter { $0 != channel && all.contains($0) } }))
    }

    /// A panel by its outermost mains alone, of some parts that are counted with these.
    func mains(of panel: Panel, counting parts: Panel) -> Panel {
        let inside = panel.intersection(parts)
        if inside.points.isEmpty { return panel }
        let wanted = Set(inside.points)
        let mains = behind.keys.filter { main in
            !self.parts.contains(main) && whole([main]).contains { wanted.contains($0) }
        }
        return panel.subtracting(parts).union(Panel(Set(mains)))
    }

    /// The energies that numbers stand for: of a main, what its sub-meters did not measure; nothing where they measured
    /// more.
    func own(_ energies: @escaping PointEnergies) -> PointEnergies {
        if behind.isEmpty { return energies }
        return { [behind] channel, period in
            guard let total = energies(channel, period) else { return nil }
            let measured = (behind[channel] ?? []).reduce(Int64(0)) { sum, part in
                let (sum, isBeyond) = sum.addingReportingOverflow(energies(part, period) ?? 0)
                return isBeyond ? .max : sum
            }
            return max(0, total.subtractingReportingOverflow(measured).partialValue)
        }
    }

    /// Whether a figure has less than everything behind its members: one of them has no energy on a day of which a
    /// sub-meter of it has.
    func isCut(_ channels: [UInt32], over period: ClosedRange<CivilDay>, _ energies: PointEnergies) -> Bool {
        channels.contains { channel in
            guard behind[channel] != nil else { return false }
            let parts = whole([channel]).filter { $0 != channel }
            return period.each.contains { day in
                energies(channel, day...day) == nil && parts.contains { energies($0, day...day) != nil }
            }
        }
    }

    /// Whether any of the channels measures a part of another, or has one behind it.
    func concerns(_ channels: [UInt32]) -> Bool {
        !behind.isEmpty && channels.contains { parts.contains($0) || behind[$0] != nil }
    }
}
