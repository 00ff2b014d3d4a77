import Analytics
import Metering
import Store

/// Judges the indexes of a sealed import beside what is known: whether they fall, whether the connection can carry
/// what flows between them, and whether the curves of their days say the same.
///
/// Costs what the file holds: its own pages and blocks, and what is known of the same channels, bands and days.
struct IndexJudge {
    private let data: DataDirectory
    /// The import that is sealed and waits to be committed: it is judged with what was known before.
    private let sealed: Revision
    /// Knows the connections of points.
    private let records: RecordJudge

    init(_ data: DataDirectory, sealed: Revision, _ records: RecordJudge) {
        self.data = data
        self.sealed = sealed
        self.records = records
    }

    /// Sets aside the indexes that cannot be, and gives what was found.
    func findings() throws -> IndexFindings {
        var findings = IndexFindings(data.channels, records)
        try data.readings.judgeIndexes(sealed: sealed) { index in
            if let previous = index.previous, index.reading.value < previous.value {
                findings.add(finding(.decreasing, index, beside: previous))
            }
            guard let other = try impossibleNeighbour(of: index) else { return true }
            findings.add(finding(.impossible, index, beside: other))
            return false
        }
        try data.forEachDoublyMeasuredDay(sealed: sealed, apartBy: Reconciliation.smallestTolerance) {
            day, opening, closing in
            guard Reconciliation.examine(day, from: opening, to: closing) != nil,
                let number = try data.channels.number(of: day.channel)
            else { return }
            findings.add(
                IndexFinding(
                    first: closing &- opening, second: day.curve.total, number: number, day: day.day,
                    kind: .contradiction))
        }
        return findings
    }

    private func finding(
        _ kind: IndexFinding.Kind, _ index: IndexInTime, beside other: RegisterReadings.Known
    ) -> IndexFinding {
        IndexFinding(
            first: other.value, second: index.reading.value, number: index.channel,
            day: CivilDay(containing: index.reading.at), kind: kind)
    }

    /// The index before or after, where the connection cannot carry what would have flowed between. One that was set
    /// aside vouches for the next: a meter that was replaced by a used one goes on from there.
    private func impossibleNeighbour(of index: IndexInTime) throws -> RegisterReadings.Known? {
        let (carrier, connection) = try connection(of: index.channel)
        func flows(_ opening: RegisterReadings.Known, _ closing: RegisterReadings.Known) -> Bool {
            RegisterRule.isPossible(
                from: opening.value, to: closing.value, seconds: closing.at.seconds(since: opening.at),
                carrier, on: connection)
        }
        if let previous = index.previous, !flows(previous, index.reading) {
            let isVouchedFor = index.silent.map { $0.value <= index.reading.value && flows($0, index.reading) }
            if isVouchedFor != true { return previous }
        }
        if let next = index.next, !flows(index.reading, next) { return next }
        return nil
    }

    /// Without a string for the point, where it has fourteen digits.
    private func connection(of number: UInt32) throws -> (Carrier, Connection?) {
        if let key = try data.channels.key(number) { return (key.carrier, records.connection(of: key)) }
        guard let channel = try data.channels.channel(number) else { return (.electricity, nil) }
        return (channel.carrier, records.connection(of: channel))
    }
}
