import Analytics
import Metering
import Store

/// Channels and days of which a file brought a curve or an index, where both could be known.
struct ContradictionCandidates {
    /// Channels of which an index is known; a curve without one contradicts nothing.
    private let indexed: Set<Channel>
    private(set) var daysByChannel: [Channel: Set<CivilDay>] = [:]
    private var curveDays = 0
    /// Past this bound on memory a file's further curves are compared when their next index comes.
    private static let mostCurveDays = 500_000

    init(indexed: Set<Channel>) { self.indexed = indexed }

    /// Whether curves need not be added: no index is known that one could contradict.
    var isIdle: Bool { indexed.isEmpty || curveDays >= Self.mostCurveDays }

    mutating func add(curveOf channel: Channel, on day: CivilDay) {
        guard !isIdle, indexed.contains(channel) else { return }
        curveDays += 1
        daysByChannel[channel, default: []].insert(day)
    }

    mutating func add(indexOf channel: Channel, at instant: Instant) {
        let day = CivilDay(containing: instant)
        guard day.start == instant else { return }
        daysByChannel[channel, default: []].formUnion([day.advanced(by: -1), day])
    }
}

/// Finds the days on which the indexes and the curve of a point do not tell the same energy.
struct Contradictions {
    private let data: DataDirectory
    /// The import that is sealed and waits to be committed: it is judged with what was known before.
    private let sealed: Revision

    init(_ data: DataDirectory, sealed: Revision) {
        self.data = data
        self.sealed = sealed
    }

    func found(among candidates: ContradictionCandidates) throws -> [Diagnostic] {
        var energies: [Channel: [CivilDay: (Int64, Int64)]] = [:]
        let periods = candidates.daysByChannel.compactMapValues { days in
            days.min().flatMap { first in days.max().map { first.start...$0.end } }
        }
        for (channel, readings) in try data.readings.readings(of: periods, .totalIndex, sealed: sealed) {
            energies[channel] = indexPairs(readings, on: candidates.daysByChannel[channel] ?? [])
        }
        let days = energies.values.flatMap(\.keys)
        guard let first = days.min(), let last = days.max() else { return [] }
        var found: [Diagnostic] = []
        try data.curves.forEachDay(of: .these(Set(energies.keys)), in: first...last, knownAt: nil, sealed: sealed) {
            known in
            let day = known.pointDay
            guard let (opening, closing) = energies[day.channel]?[day.day] else { return }
            if let finding = Reconciliation.examine(day, from: opening, to: closing) { found.append(finding) }
        }
        return found.sorted {
            ($0.point?.text ?? "", $0.day?.description ?? "") < ($1.point?.text ?? "", $1.day?.description ?? "")
        }
    }

    /// The total index at the start and at the end of each day, where both are known.
    private func indexPairs(
        _ readings: [RegisterReadings.Known], on days: Set<CivilDay>
    ) -> [CivilDay: (Int64, Int64)] {
        let byInstant = Dictionary(readings.map { ($0.at, $0.value) }, uniquingKeysWith: { $1 })
        return days.reduce(into: [:]) { pairs, day in
            if let opening = byInstant[day.start], let closing = byInstant[day.end] { pairs[day] = (opening, closing) }
        }
    }
}
