import Metering

@testable import Store

/// The embedded store, compacted whenever a revision is revealed: it answers as if nothing had happened.
final class CompactingCurveStore: CurveStore {
    private let data: DataDirectory

    init(_ data: DataDirectory) { self.data = data }

    func writer(for revision: Revision) throws -> any CurveWriter { try data.curves.writer(for: revision) }

    func reveal(_ revision: Revision, knownAt: Instant) throws {
        try data.curves.reveal(revision, knownAt: knownAt)
        _ = try data.compact()
    }

    func discard(_ revision: Revision) throws { try data.curves.discard(revision) }

    func forEachDay(
        of selection: ChannelSelection, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (KnownDay) throws -> Void
    ) throws {
        try data.curves.forEachDay(of: selection, in: days, known, body)
    }

    func forEachTotal(
        of selection: ChannelSelection, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (KnownTotal) throws -> Void
    ) throws {
        try data.curves.forEachTotal(of: selection, in: days, known, body)
    }

    func forEachRevision(
        of selection: ChannelSelection, in days: ClosedRange<CivilDay>, after earlier: Revision?, _ known: Known,
        _ body: (Channel, CivilDay, Revision, Instant) throws -> Void
    ) throws {
        try data.curves.forEachRevision(of: selection, in: days, after: earlier, known, body)
    }

    func synchronousCurves(
        of selection: ChannelSelection, in days: ClosedRange<CivilDay>, _ known: Known
    ) throws -> [SynchronousCurve] {
        try data.curves.synchronousCurves(of: selection, in: days, known)
    }
}
