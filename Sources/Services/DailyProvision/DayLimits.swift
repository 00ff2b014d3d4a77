import Analytics
import Metering
import Store

/// What connections can carry in a day: the register of a new meter may begin above where the old one ended, and then the
/// difference is nobody's energy.
///
/// Lists are asked only about differences above what 36 kVA carry in a day, the most that a connection of a home has
/// (segment C5): of smaller ones the curve says more.
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

    /// Whether a difference of indexes may be the energy of a channel's day (`RegisterRule`).
    func allow(_ difference: Int64, of channel: UInt32, on day: CivilDay) throws -> Bool {
        let seconds = Int64(day.minutes) * 60
        guard difference > Limit.home * seconds / 3_600, let name = try data.channels.channel(channel) else {
            return true
        }
        var known = try facts ?? data.registry.facts(upTo: horizon)
        let connection = known.connection(of: name.point)
        facts = known
        return RegisterRule.isPossible(from: 0, to: difference, seconds: seconds, name.carrier, on: connection)
    }
}
