import Metering
import Store

// What the suite of measure stores says about curves, in short.

extension MeasureStoreConformance {
    static let someDay = CivilDay(daysSinceEpoch: 20_000)

    /// A channel's day.
    struct NumberedDay: Hashable {
        let channel: UInt32
        let day: CivilDay
        var curve: DayCurve
    }

    /// Its total, as a store tells it.
    struct NumberedTotal: Hashable {
        let channel: UInt32
        let day: CivilDay
        let revision: Revision
        let total: Int64
        let quality: QualityCounts
    }

    static func channel(_ number: Int) -> UInt32 { UInt32(number + 1) }

    static func pointDay(_ number: Int, _ value: Int32, on day: CivilDay = someDay, missing: Range<Int> = 0..<0)
        -> NumberedDay
    {
        let count = Step.minutes30.count(in: day)
        var curve = DayCurve(step: .minutes30, unit: .watt, values: Array(repeating: value, count: count))
        for index in missing { curve.set(0, .missing(.notReceived), at: index) }
        return NumberedDay(channel: channel(number), day: day, curve: curve)
    }

    @discardableResult
    static func keep(
        _ days: [NumberedDay], in store: any MeasureStore, _ revision: Revision, at seconds: Int64 = 0
    ) throws -> CurveChanges {
        let writer = try store.writer(for: revision)
        for day in days { try append(day, to: writer) }
        let changes = try writer.seal().curves
        writer.reveal(knownAt: Instant(secondsSinceEpoch: seconds))
        return changes
    }

    static func append(_ day: NumberedDay, to writer: any MeasureWriter) throws {
        try writer.append(day.curve, of: day.channel, on: day.day)
    }

    static func all(
        _ store: any MeasureStore, _ known: Known = .everything
    ) throws -> [NumberedDay] {
        var found: [NumberedDay] = []
        let range = CivilDay(daysSinceEpoch: 0)...CivilDay(daysSinceEpoch: 40_000)
        try store.forEachDay(of: .all, in: range, known) { found.append(NumberedDay(channel: $0, day: $1, curve: $3)) }
        return found.sorted { ($0.channel, $0.day) < ($1.channel, $1.day) }
    }
}
