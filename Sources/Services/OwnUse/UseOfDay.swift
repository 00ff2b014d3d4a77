package import Metering
package import Store

extension OwnUse {
    /// A day by its intervals. `curves` has what a grant let out of the day and of the day before; `isOwn` says whether
    /// the day is the person's.
    ///
    /// Without a curve the slots are half-hours, all missing or still to come.
    package init(day: CivilDay, of channel: Channel, from curves: [KnownDay], isOwn: Bool, now: Instant) {
        let period = UsePeriod(.day, of: day)
        let known = curves.first { $0.pointDay.day == day && isOwn }
        let curve = known?.pointDay.curve
        let past = PastDay(curves.first { $0.pointDay.day == period.compared.days.lowerBound }?.pointDay)
        let step = curve?.step ?? .minutes30
        let isAwaited = now < DayFigures.dueBy(day)
        var qualities = QualityCounts()
        var pairs: [(now: Int64, then: Int64)] = []
        var slots: [UseSlot] = []
        for index in 0..<step.count(in: day) {
            let start = day.start.advanced(minutes: index * step.minutes)
            let mark = curve?.mark(at: index) ?? .missing(.notReceived)
            let then = past.amount(at: start, step)
            let content: UseSlot.Content
            if let amount = curve?.amount(at: index) {
                content = .whole(amount, mark.quality)
                if let then { pairs.append((amount, then)) }
            } else if !isOwn {
                content = .outside
            } else if isAwaited, mark.missingReason == .notReceived {
                content = .notDue
            } else {
                content = .missing(mark.missingReason ?? .notReceived)
            }
            let slot = UseSlot(span: .interval(start: start, step), content: content, past: then)
            if slot.isDue { qualities.add(mark.quality) }
            slots.append(slot)
        }
        self.init(
            channel: channel, period: period, unit: curve?.unit.counted ?? OwnUse.unit(of: channel.carrier),
            slots: slots, comparison: UseComparison(pairs), due: qualities.total,
            received: qualities.total - qualities.missing, partly: 0, qualities: qualities,
            amounts: slots.contains { $0.value != nil } ? [(day, slots.reduce(0) { $0 + ($1.value ?? 0) })] : [],
            newest: known?.revision)
    }
}

/// The day before, by the time that clocks show: the hour that the autumn repeats is compared once, with its first
/// passage; so is an hour that the day before had twice.
private struct PastDay {
    private var amounts: [Int: Int64] = [:]
    private var step: Step?

    init(_ day: PointDay?) {
        guard let day else { return }
        step = day.curve.step
        for index in day.curve.values.indices {
            let minute = day.start(of: index).minuteOfParis
            if amounts[minute] == nil { amounts[minute] = day.curve.amount(at: index) }
        }
    }

    func amount(at start: Instant, _ step: Step) -> Int64? {
        guard step == self.step, !start.isSecondPassage else { return nil }
        return amounts[start.minuteOfParis]
    }
}

extension Unit {
    /// The unit of sums of values.
    fileprivate var counted: Unit { mean == .watt ? .wattHour : .litre }
}
