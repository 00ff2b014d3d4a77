import Analytics
import Metering
import Store

/// What was found of an index once its file was sealed, in 32 bytes: a file may have a million.
private struct IndexFinding {
    enum Kind: UInt8 {
        case decreasing, contradiction, setAside, doubted, countsAgain
    }

    /// An index and the one that it does not go with; of a contradiction, the energy by indexes and by the curve.
    let value: Int64
    let other: Int64
    let number: UInt32
    let day: CivilDay
    /// The place of its register among those of the findings.
    var register: UInt16 = 0
    let kind: Kind
    var isOtherBefore = true
}

/// The findings of a file, to be told in one order whatever the order of its lines: by point, day, kind, register and
/// figures.
struct IndexFindings {
    private var found: [IndexFinding] = []
    private var registers: [Register] = []
    private let channels: any ChannelNumbering
    private let records: RecordJudge

    init(_ channels: any ChannelNumbering, _ records: RecordJudge) {
        self.channels = channels
        self.records = records
    }

    /// Takes what was found of an index. The findings of one register come together.
    mutating func add(_ index: IndexInTime) {
        if registers.last != index.register { registers.append(index.register) }
        let kind: IndexFinding.Kind =
            switch index.finding {
            case .setAside: .setAside
            case .countsAgain: .countsAgain
            case .doubted: .doubted
            case .falls: .decreasing
            }
        let other = index.neighbour ?? index.reading
        found.append(
            IndexFinding(
                value: index.reading.value, other: other.value, number: index.channel,
                day: CivilDay(containing: index.reading.at), register: UInt16(clamping: registers.count - 1),
                kind: kind, isOtherBefore: other.at <= index.reading.at))
    }

    mutating func addContradiction(_ number: UInt32, _ day: CivilDay, indexed: Int64, curve: Int64) {
        found.append(IndexFinding(value: indexed, other: curve, number: number, day: day, kind: .contradiction))
    }

    func forEach(_ body: (Diagnostic) throws -> Void) throws {
        for place in try sortedPlaces() {
            guard let channel = try channels.channel(found[place].number),
                let diagnostic = diagnostic(found[place], of: channel)
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
            return order(found[left]) < order(found[right])
        }
    }

    private func order(_ finding: IndexFinding) -> (Int32, UInt8, String, Int64, Int64) {
        (finding.day.daysSinceEpoch, finding.kind.rawValue, name(finding), finding.other, finding.value)
    }

    private func name(_ finding: IndexFinding) -> String {
        finding.kind == .contradiction ? "" : registers[Int(finding.register)].name
    }

    private func diagnostic(_ finding: IndexFinding, of channel: Channel) -> Diagnostic? {
        if finding.kind == .contradiction {
            return Reconciliation.contradiction(
                index: finding.value, curve: finding.other, of: channel, on: finding.day)
        }
        let register = registers[Int(finding.register)]
        let pair = RegisterRule.Pair(
            register, finding.value, beside: finding.other, isNeighbourBefore: finding.isOtherBefore)
        let connection = records.connection(of: channel)
        switch finding.kind {
        case .setAside, .doubted:
            return RegisterRule.finding(
                finding.kind == .setAside ? .quarantined : .flagged, pair, at: finding.day, of: channel,
                on: connection)
        case .countsAgain: return RegisterRule.countsAgain(pair, at: finding.day, of: channel)
        case .decreasing, .contradiction:
            return Reconciliation.decrease(
                register, from: finding.other, to: finding.value, of: channel, on: finding.day)
        }
    }
}
