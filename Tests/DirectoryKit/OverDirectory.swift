package import Collection
package import Disclosure
package import EmbeddedStore
package import Exchange
package import Metering
package import Publication
package import Services
package import Store

// Services over a data directory, as the command line puts them together: for tests.

extension DataDirectory {
    /// A new one, with guards of its own.
    package func makeOffice() -> ReleaseOffice {
        ReleaseOffice(ledger, measures, catalogue, releases, documents, keys)
    }

    private func known(at instant: Instant?) throws -> Known { try instant.map(ledger.known(at:)) ?? ledger.known() }

    package func curveReading(
        of channel: Channel, in days: ClosedRange<CivilDay>, knownAt: Instant? = nil, isEstimating: Bool = false
    ) throws -> CurveReading {
        try CurveReading(
            of: channel, in: days, known(at: knownAt), measures, catalogue, isEstimating: isEstimating)
    }

    package func besideReading(
        of channel: Channel, in days: ClosedRange<CivilDay>, knownAt: Instant? = nil
    ) throws -> BesideReading {
        try BesideReading(of: channel, in: days, known(at: knownAt), measures, catalogue)
    }

    package func gaps(on day: CivilDay) throws -> DayGaps { try DayGaps(day: day, ledger.known(), measures, catalogue) }

    package func explanation(of figure: RecordedFigure) throws -> Explanation {
        try Explanation(of: figure, ledger, releases, keys)
    }

    package var openPublications: OpenPublications { OpenPublications(documents, releases) }
}

extension Intake {
    package convenience init(
        _ data: DataDirectory, from source: String = ImportSource.operator.id, now: Instant,
        limits: ReadingLimits = ReadingLimits()
    ) throws {
        try self.init(data.ledger, data.measures, data.catalogue, from: source, now: now, limits: limits)
    }
}

extension DailyProvision {
    package init(
        _ data: DataDirectory, policy: Policy, now: Instant, isEstimating: Bool = false,
        _ circumstances: Circumstances = Circumstances()
    ) {
        self.init(
            data.makeOffice(), data.releases, policy: policy, now: now, isEstimating: isEstimating, circumstances)
    }
}

extension AnnualTables {
    package init(_ data: DataDirectory, policy: Policy, now: Instant) {
        self.init(data.makeOffice(), data.releases, policy: policy, now: now)
    }
}

extension NoisyStatistic {
    package init(_ data: DataDirectory, policy: Policy, now: Instant) {
        self.init(data.makeOffice(), policy: policy, now: now)
    }
}

// MARK: measures by the names of channels

extension DataDirectory {
    /// Gives the days of some channels (nil: all), each once, as they are known.
    package func forEachDay(
        of channels: Set<Channel>? = nil, in days: ClosedRange<CivilDay>, _ known: Known? = nil,
        _ body: (KnownDay) throws -> Void
    ) throws {
        let numbers = try channels.map { ChannelNumbers(try $0.compactMap { try catalogue.number(of: $0) }) } ?? .all
        try measures.forEachDay(of: numbers, in: days, known ?? ledger.known()) { number, day, revision, curve in
            guard let channel = try catalogue.channel(number) else { return }
            try body(
                KnownDay(pointDay: PointDay(channel: channel, day: day, curve: curve), revision: revision))
        }
    }

    /// One channel's days, in order.
    package func days(
        of channel: Channel, in days: ClosedRange<CivilDay>, _ known: Known? = nil
    ) throws -> [KnownDay] {
        var found: [KnownDay] = []
        try forEachDay(of: [channel], in: days, known) { found.append($0) }
        return found.sorted { $0.pointDay.day < $1.pointDay.day }
    }

    /// One channel's readings of a register, in time order.
    package func readings(
        of channel: Channel, _ register: Register, in instants: ClosedRange<Instant>, _ known: Known? = nil
    ) throws -> [KnownReading] {
        guard let number = try catalogue.number(of: channel) else { return [] }
        return try measures.readings(of: number, register, in: instants, known ?? ledger.known())
    }
}
