import Analytics
import Metering
import Store

/// What was found of an index once its file was sealed, in 32 bytes: a file may have a million.
struct IndexFinding {
    enum Kind: UInt8 {
        case decreasing, contradiction, impossible
    }

    /// The two figures that do not go together.
    let first: Int64
    let second: Int64
    let number: UInt32
    let day: CivilDay
    let kind: Kind

    fileprivate var order: (Int32, UInt8, Int64, Int64) { (day.daysSinceEpoch, kind.rawValue, first, second) }

    func diagnostic(of channel: Channel, on connection: Connection?) -> Diagnostic? {
        switch kind {
        case .decreasing: Reconciliation.decrease(from: first, to: second, of: channel, on: day)
        case .contradiction: Reconciliation.contradiction(index: first, curve: second, of: channel, on: day)
        case .impossible: RegisterRule.finding(second, at: day, of: channel, beside: first, on: connection)
        }
    }
}

/// The findings of a file, to be told in one order whatever the order of its lines: by point, day, kind and figures.
struct IndexFindings {
    private var found: [IndexFinding] = []
    private let channels: ChannelDirectory
    private let records: RecordJudge

    init(_ channels: ChannelDirectory, _ records: RecordJudge) {
        self.channels = channels
        self.records = records
    }

    mutating func add(_ finding: IndexFinding) { found.append(finding) }

    func forEach(_ body: (Diagnostic) throws -> Void) throws {
        for place in try sortedPlaces() {
            guard let channel = try channels.channel(found[place].number),
                let diagnostic = found[place].diagnostic(of: channel, on: records.connection(of: channel))
            else { continue }
            try body(diagnostic)
        }
    }

    /// Points of fourteen digits first, by their digits.
    private func sortedPlaces() throws -> [Int] {
        let keys = try found.map { try channels.key($0.number)?.rawValue ?? .max }
        var texts: [Int: String] = [:]
        for place in found.indices where keys[place] == .max {
            texts[place] = try channels.channel(found[place].number)?.point.text
        }
        return found.indices.sorted { left, right in
            if keys[left] != keys[right] { return keys[left] < keys[right] }
            if let first = texts[left], let second = texts[right], first != second { return first < second }
            return found[left].order < found[right].order
        }
    }
}
