import Metering
import Store

/// What connections can carry in a day: the register of a new meter may begin above where the old one ended, and then the
/// difference is nobody's energy.
///
/// Lists are asked only about differences above what 36 kVA carry in a day, the most that a connection of a home has
/// (segment C5): of smaller ones the curve says more, and of points without a power in any list nothing can be said.
final class DayLimits {
    private let data: DataDirectory
    private let horizon: Revision
    private var facts: PointFacts?

    private enum Limit {
        static let home: Int64 = 36_000
    }

    init(_ data: DataDirectory, upTo horizon: Revision) {
        self.data = data
        self.horizon = horizon
    }

    /// Whether a difference of indexes may be the energy of a channel's day. Over the connection's power, 20 % are left,
    /// as for curves (`above-capacity`).
    func allow(_ difference: Int64, of channel: UInt32, on day: CivilDay) throws -> Bool {
        let hours = (day.end.secondsSinceEpoch - day.start.secondsSinceEpoch) / 3_600
        guard difference > Limit.home * hours, let name = try data.channels.channel(channel),
            name.carrier == .electricity
        else { return true }
        var known = try facts ?? data.registry.facts(upTo: horizon)
        let capacity = known.connection(of: name.point)?.capacity
        facts = known
        return capacity.map { Int128(difference) * 5 <= Int128($0.watts) * Int128(hours) * 6 } ?? true
    }
}
