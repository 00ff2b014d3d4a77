import Disclosure
import Metering
import Store

/// What a figure rests on: members, days, sources and revisions. Equal bases give equal figures.
struct InputBasis {
    private(set) var revisions: Set<Revision> = []
    private var fingerprint = Fingerprint()
    private var bytes: [UInt8] = []
    private var lastRevision: Revision?

    /// Starts the entries of a day, `count` of them at most.
    mutating func begin(_ day: CivilDay, count: Int) {
        flush()
        bytes.reserveCapacity(count * 14 + 16)
        append(Int64(day.daysSinceEpoch))
    }

    mutating func add(_ channel: UInt32, _ entry: EnergiesOfDay.Entry) {
        add(channel, entry.source, entry.revision)
        let others = entry.others.count + (entry.closing == nil ? 0 : 1)
        bytes.append(UInt8(truncatingIfNeeded: others))
        if let closing = entry.closing { add(closing) }
        for other in entry.others { add(other) }
    }

    mutating func add(_ channel: UInt32, _ source: DayEnergySource, _ revision: Revision) {
        withUnsafeBytes(of: channel.littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(source.rawValue)
        add(revision)
    }

    private mutating func add(_ revision: Revision) {
        append(revision.number)
        guard revision != lastRevision else { return }
        revisions.insert(revision)
        lastRevision = revision
    }

    private mutating func append(_ number: Int64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func flush() {
        bytes.withUnsafeBytes { fingerprint.add($0) }
        bytes.removeAll(keepingCapacity: true)
    }

    /// The policy takes part with its text, or the fingerprint of that: a rule that changed under the same name is
    /// another basis.
    func fingerprint(of scope: FigureScope, under policy: String, isEstimating: Bool) -> String {
        var whole = self
        whole.flush()
        let terms = scope.request.terms + ["\(scope.definedBy.number)", "\(isEstimating)", policy]
        for term in terms { whole.fingerprint.add("\(term.utf8.count):\(term)") }
        return whole.fingerprint.hexadecimal
    }
}
