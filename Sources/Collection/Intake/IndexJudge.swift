import Analytics
import Metering
import Store

/// Judges the indexes of a sealed import beside what is known: whether they fall, whether the connection can carry
/// what flows between them, and whether the curves of their days say the same.
///
/// Costs what the file holds: its own pages and blocks, and what is known of the same channels, bands and days.
struct IndexJudge {
    private let measures: any MeasureStore
    private let catalogue: any Catalogue
    /// The import that is sealed and waits to be committed: it is judged with what was known before.
    private let sealed: Known
    /// Knows the connections of points.
    private let records: RecordJudge
    private let connections: ChannelConnections

    init(_ measures: any MeasureStore, _ catalogue: any Catalogue, sealed: Known, _ records: RecordJudge) {
        self.measures = measures
        self.catalogue = catalogue
        self.sealed = sealed
        self.records = records
        connections = ChannelConnections(catalogue, records)
    }

    /// Sets aside the indexes that cannot be, lets those count again that can, and gives what was found, with the
    /// number of the file's own that were set aside.
    func findings() throws -> (IndexFindings, setAside: Int) {
        var findings = IndexFindings(catalogue, records)
        let setAside = try measures.judgeIndexes(of: sealed, passage) { findings.add($0) }
        try measures.forEachDoublyMeasuredDay(of: sealed, apartBy: Reconciliation.smallestTolerance) {
            channel, day, curve, indexed in
            guard let name = try catalogue.channel(channel) else { return }
            let measured = PointDay(channel: name, day: day, curve: curve)
            guard Reconciliation.examine(measured, indexed: indexed) != nil else { return }
            findings.addContradiction(channel, day, indexed: indexed, curve: curve.total)
        }
        return (findings, setAside)
    }

    private func passage(
        _ channel: UInt32, from opening: KnownReading, to closing: KnownReading
    ) throws -> IndexPassage {
        if closing.value < opening.value { return .falls }
        let isPossible = RegisterRule.isPossible(
            from: opening.value, to: closing.value, seconds: closing.at.seconds(since: opening.at),
            within: try connections.limit(of: channel))
        return isPossible ? .possible : .tooMuch
    }
}

/// What the connections of channels carry, by their numbers, without a string for the point where it has fourteen
/// digits. Remembers the latest: indexes come channel by channel.
private final class ChannelConnections {
    private let channels: any ChannelNumbering
    private let records: RecordJudge
    private var latest: (channel: UInt32, limit: ConnectionLimit)?

    init(_ channels: any ChannelNumbering, _ records: RecordJudge) {
        self.channels = channels
        self.records = records
    }

    func limit(of number: UInt32) throws -> ConnectionLimit {
        if let latest, latest.channel == number { return latest.limit }
        let limit = try find(number)
        latest = (number, limit)
        return limit
    }

    private func find(_ number: UInt32) throws -> ConnectionLimit {
        if let key = try channels.key(number) {
            return ConnectionLimit(key.carrier, key.direction, records.connection(of: key))
        }
        guard let channel = try channels.channel(number) else { return ConnectionLimit(any: .electricity) }
        return ConnectionLimit(channel.carrier, channel.direction, records.connection(of: channel))
    }
}
