package import Metering
package import Store

extension OwnUse {
    /// A week, month or year by its days. `figures` has what a grant let out of them, `past` of the period that it is
    /// compared with. Days that no grant lets out are another customer's.
    package init(_ period: UsePeriod, of channel: Channel, from figures: DayFigures, past: DayFigures, now: Instant) {
        let days = UsedDays(figures, now: now)
        let earlier = UsedDays(past, now: now)
        var qualities = QualityCounts()
        var partly = 0
        var pairs: [(now: Int64, then: Int64)] = []
        var amounts: [(day: CivilDay, amount: Int64)] = []
        for day in period.days.each {
            let content = days[day]
            if let value = content.value { amounts.append((day, value)) }
            switch content {
            case .whole(let value, let quality):
                qualities.add(quality)
                if let then = period.compared(day), case .whole(let before, _) = earlier[then] {
                    pairs.append((value, before))
                }
            case .part:
                qualities.add(.missing)
                partly += 1
            case .missing: qualities.add(.missing)
            case .notDue, .outside: break
            }
        }
        let slots = period.daySlots.map { slot in
            let then = slot.each.compactMap { period.compared($0) }
            return UseSlot(
                span: .days(slot), content: days.content(of: slot.each), past: earlier.content(of: then).wholeValue)
        }
        self.init(
            channel: channel, period: period, unit: OwnUse.unit(of: channel.carrier), slots: slots,
            comparison: UseComparison(pairs), due: qualities.total, received: qualities.total - qualities.missing,
            partly: partly, qualities: qualities, amounts: amounts,
            newest: days.newest(in: period.days))
    }
}

/// Days as their owner sees them.
private struct UsedDays {
    /// A day of more than this, in watt-hours or litres, is nobody's: a fault of whoever stated it.
    private static let most: Int64 = 1_000_000_000_000
    private let figures: DayFigures
    private let now: Instant

    init(_ figures: DayFigures, now: Instant) {
        self.figures = figures
        self.now = now
    }

    subscript(day: CivilDay) -> UseSlot.Content {
        guard figures.days.contains(where: { $0.contains(day) }) else { return .outside }
        if let energy = figures.energy(of: day), (0...UsedDays.most).contains(energy.total) {
            return .whole(energy.total, energy.quality)
        }
        if let curve = figures.curves[day], (0...UsedDays.most).contains(curve.total) {
            let missing = curve.missing.values.reduce(0, +)
            if missing < curve.intervals {
                return .part(curve.total, known: curve.intervals - missing, of: curve.intervals)
            }
            let reason = curve.missing.keys.max { $0.informativeness < $1.informativeness } ?? .notReceived
            if reason != .notReceived { return .missing(reason) }
        }
        return now < DayFigures.dueBy(day) ? .notDue : .missing(.notReceived)
    }

    /// What is known of some days together; of none, that they are another customer's.
    func content(of days: [CivilDay]) -> UseSlot.Content {
        let contents = days.map { self[$0] }
        guard contents.count != 1 else { return contents[0] }
        let known = contents.filter { if case .whole = $0 { true } else { false } }
        let sum = contents.reduce(Int64(0)) { $0 + ($1.value ?? 0) }
        if known.count == contents.count, let quality = known.compactMap(\.quality).max() {
            return .whole(sum, quality)
        }
        if contents.contains(where: { $0.value != nil }) { return .part(sum, known: known.count, of: contents.count) }
        let reasons = contents.compactMap { if case .missing(let reason) = $0 { reason } else { nil } }
        if let reason = reasons.max(by: { $0.informativeness < $1.informativeness }) { return .missing(reason) }
        return contents.contains(.notDue) ? .notDue : .outside
    }

    func newest(in days: ClosedRange<CivilDay>) -> Revision? {
        days.each.compactMap { day in
            [figures.energy(of: day)?.revision, figures.curves[day]?.revision].compactMap(\.self).max()
        }.max()
    }
}

extension UseSlot.Content {
    fileprivate var value: Int64? {
        switch self {
        case .whole(let value, _), .part(let value, _, _): value
        case .missing, .notDue, .outside: nil
        }
    }

    fileprivate var wholeValue: Int64? {
        if case .whole(let value, _) = self { value } else { nil }
    }

    fileprivate var quality: Quality? {
        if case .whole(_, let quality) = self { quality } else { nil }
    }
}
