import Metering

/// Lines of the repeated autumn hour that have no zone, held until all of their channel's are there.
///
/// Sorted by what the clock shows, as a database gives them, `02:00, 02:00, 02:30, 02:30` only fails at its last value:
/// then none of them can be trusted.
struct AutumnLines {
    /// Past this bound on memory, further lines are judged as they come.
    private static let most = 500_000
    private var held: [Channel: [TimedLine]] = [:]
    private var count = 0

    var isEmpty: Bool { held.isEmpty }

    /// False where a line need not, or cannot, be held.
    mutating func hold(_ line: TimedLine, of channel: Channel) -> Bool {
        guard count < AutumnLines.most, let time = line.stamp.wallTime, case .repeated = ParisTime.instants(of: time)
        else { return false }
        held[channel, default: []].append(line)
        count += 1
        return true
    }

    /// The lines of a channel that were held, in their order.
    mutating func release(_ channel: Channel) -> [TimedLine] {
        guard let lines = held.removeValue(forKey: channel) else { return [] }
        count -= lines.count
        return lines
    }

    mutating func releaseAll() -> [(Channel, [TimedLine])] {
        defer { (held, count) = ([:], 0) }
        return held.sorted { ($0.value.first?.number ?? 0) < ($1.value.first?.number ?? 0) }.map { ($0.key, $0.value) }
    }
}
