import EmbeddedStore
import Metering
import Store

/// What an engine's `synchronousCurves` seals: only a gate opens that.
func openSums(
    _ store: any MeasureStore, of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known
) throws -> [SynchronousCurve] {
    switch store {
    case let engine as EmbeddedMeasures:
        try engine.openSynchronousCurves(of: channels, in: days, known)
    case let compacted as CompactingMeasureStore:
        try compacted.openSynchronousCurves(of: channels, in: days, known)
    default: try plainSums(store, of: channels, in: days, known)
    }
}

/// The same, day by day.
func plainSums(
    _ store: any MeasureStore, of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known
) throws -> [SynchronousCurve] {
    var sums = SynchronousCurves(days: days)
    try store.forEachDay(of: channels, in: days, known) { _, day, _, curve in
        sums[curve.step, curve.unit].add(curve, on: day)
    }
    return sums.all
}
