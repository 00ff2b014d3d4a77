import Metering
import Services
import TestKit
import Testing

@testable import Store

@Suite("A person's own use")
struct OwnUseTests {
    private static let channel = Channel(point: PointID("30000110000001"))
    private static let later = CivilDay("2027-06-01")!.start

    private func day(_ text: String) -> CivilDay { CivilDay(text)! }

    /// A day whose interval i has the value of i.
    private func known(_ day: CivilDay, step: Step = .minutes30, _ value: (Int) -> (Int32, Mark)) -> KnownDay {
        let parts = (0..<step.count(in: day)).map(value)
        let curve = DayCurve(step: step, unit: .wattHour, values: parts.map(\.0), marks: parts.map(\.1))
        return KnownDay(
            pointDay: PointDay(channel: Self.channel, day: day, curve: curve), revision: Revision(7))
    }

    private func use(_ day: CivilDay, _ curves: [KnownDay], isOwn: Bool = true, now: Instant = later) -> OwnUse {
        OwnUse(day: day, of: Self.channel, from: curves, isOwn: isOwn, now: now)
    }

    // MARK: days

    @Test("A day is compared with the day before, interval by interval")
    func ordinaryDay() {
        let today = day("2026-10-14")
        let use = use(
            today, [known(today) { (Int32($0), .measured) }, known(day("2026-10-13")) { (Int32(2 * $0), .measured) }])
        #expect(use.slots.count == 48)
        #expect(use.slots[10].content == .whole(10, .measured))
        #expect(use.slots[10].past == 20)
        #expect(use.total == 1_128)
        #expect(use.comparison?.difference == -1_128)
        #expect(use.comparison?.percent == -50)
        #expect(use.comparison?.parts == 48)
        #expect(use.newest == Revision(7))
    }

    @Test("The hour that the autumn repeats has no past, and is left out of the comparison")
    func autumn() {
        let change = day("2026-10-25")
        let use = use(
            change, [known(change) { _ in (100, .measured) }, known(day("2026-10-24")) { (Int32($0), .measured) }])
        #expect(use.slots.count == 50)
        #expect(use.slots.indices.filter { use.slots[$0].past == nil } == [6, 7])
        #expect(use.slots[5].past == 5 && use.slots[8].past == 6)
        #expect(use.comparison?.parts == 48)
        #expect(use.total == 5_000)
    }

    @Test("The day after the autumn's change is compared with the first passage of the hour")
    func afterAutumn() {
        let after = day("2026-10-26")
        let use = use(
            after, [known(after) { _ in (1, .measured) }, known(day("2026-10-25")) { (Int32($0), .measured) }])
        #expect(use.slots[4].past == 4 && use.slots[5].past == 5 && use.slots[6].past == 8)
        #expect(use.comparison?.parts == 48)
    }

    @Test("In spring the hour that is left out has neither a slot nor a past")
    func spring() {
        let change = day("2026-03-29"), after = day("2026-03-30")
        let curves = [
            known(change) { (Int32($0), .measured) }, known(day("2026-03-28")) { (Int32($0), .measured) },
            known(after) { (Int32($0), .measured) },
        ]
        let short = use(change, curves)
        #expect(short.slots.count == 46)
        #expect(short.slots[4].past == 6)
        let next = use(after, curves)
        #expect(next.slots.indices.filter { next.slots[$0].past == nil } == [4, 5])
    }

    @Test("What is missing is no zero: it says why, and neither sum of the comparison has it")
    func missing() {
        let today = day("2026-10-14")
        let use = use(
            today,
            [
                known(today) { index in
                    switch index {
                    case 3: (0, .missing(.outage))
                    case 4: (0, .measured)
                    case 5: (9, .estimated)
                    default: (1, .measured)
                    }
                }, known(day("2026-10-13")) { _ in (1, .measured) },
            ])
        #expect(use.slots[3].content == .missing(.outage))
        #expect(use.slots[4].content == .whole(0, .measured))
        #expect(use.qualities == QualityCounts(measured: 46, estimated: 1, missing: 1))
        #expect(use.due == 48 && use.received == 47)
        #expect(use.comparison?.parts == 47)
        #expect(use.isWhole == false)
    }

    @Test("Before it is due a day is awaited, afterwards it is missing; of another customer it is neither")
    func states() {
        let today = day("2026-10-14")
        let dueBy = day("2026-10-17").start
        #expect(Set(use(today, [], now: dueBy.advanced(minutes: -1)).slots.map(\.content)) == [.notDue])
        #expect(Set(use(today, [], now: dueBy).slots.map(\.content)) == [.missing(.notReceived)])
        #expect(Set(use(today, [], isOwn: false, now: dueBy).slots.map(\.content)) == [.outside])
        #expect(use(today, [], isOwn: false).due == 0)
    }

    @Test("A curve of another customer that came along is not shown")
    func foreign() {
        let today = day("2026-10-14")
        let use = use(today, [known(today) { _ in (5, .measured) }], isOwn: false)
        #expect(use.isEmpty && use.newest == nil)
    }

    // MARK: weeks, months, years

    /// Days whose energy is their number since the epoch, but for some.
    private func figures(_ days: ClosedRange<CivilDay>, without: Set<CivilDay> = []) -> DayFigures {
        var figures = DayFigures(days: [days])
        for day in days.each where !without.contains(day) {
            figures.add(
                DayCurve(
                    step: .hour, unit: .wattHour,
                    values: Array(repeating: 0, count: Step.hour.count(in: day) - 1) + [day.daysSinceEpoch]),
                on: day, Revision(3))
        }
        return figures
    }

    private func sum(_ days: ClosedRange<CivilDay>) -> Int64 {
        days.each.reduce(0) { $0 + Int64($1.daysSinceEpoch) }
    }

    @Test("A month has its days, and the same month a year before behind them")
    func month() {
        let period = UsePeriod(.month, of: day("2026-02-11"))
        let use = OwnUse(
            period, of: Self.channel, from: figures(period.days), past: figures(period.compared.days), now: Self.later)
        #expect(use.slots.count == 28)
        #expect(use.total == sum(period.days))
        #expect(use.slots[9].past == Int64(day("2025-02-10").daysSinceEpoch))
        #expect(use.comparison?.difference == 10_220)
        #expect(use.isWhole)
    }

    @Test("A year has its months; one that lacks a day is told as at least so much, and a past one is left out")
    func year() {
        let period = UsePeriod(.year, of: day("2026-05-05"))
        let use = OwnUse(
            period, of: Self.channel, from: figures(period.days, without: [day("2026-04-03")]),
            past: figures(period.compared.days, without: [day("2025-06-30")]), now: Self.later)
        #expect(use.slots.count == 12)
        let april = day("2026-04-01")...day("2026-04-30")
        #expect(
            use.slots[3].content
                == .part(sum(april) - Int64(day("2026-04-03").daysSinceEpoch), known: 29, of: 30))
        #expect(use.slots[5].past == nil)
        #expect(use.slots[6].past == sum(day("2025-07-01")...day("2025-07-31")))
        #expect(use.comparison?.parts == 363)
        #expect(use.due == 365 && use.received == 364)
    }

    @Test("29 February is compared with nothing")
    func leapYear() {
        let period = UsePeriod(.month, of: day("2028-02-01"))
        let use = OwnUse(
            period, of: Self.channel, from: figures(period.days), past: figures(period.compared.days),
            now: day("2029-01-01").start)
        #expect(use.slots.count == 29)
        #expect(use.slots[28].past == nil && use.comparison?.parts == 28)
    }

    @Test("A month in which a person moved in begins with their first day")
    func movedIn() {
        let period = UsePeriod(.month, of: day("2026-10-01"))
        let own = day("2026-10-11")...day("2026-10-31")
        let use = OwnUse(
            period, of: Self.channel, from: figures(own), past: DayFigures(days: []), now: Self.later)
        #expect(use.slots[9].content == .outside)
        #expect(use.total == sum(own) && use.due == 21 && use.received == 21)
        #expect(use.comparison == nil)
    }

    @Test("A day whose curve has holes counts as partly known, unless indexes tell it whole")
    func holes() {
        let day = day("2026-10-14")
        let period = UsePeriod(.week, of: day)
        var figures = DayFigures(days: [period.days])
        figures.add(
            DayCurve(
                step: .hour, unit: .wattHour, values: Array(repeating: 5, count: 24),
                marks: [.missing(.outage)] + Array(repeating: .measured, count: 23)), on: day, Revision(1))
        let none = DayFigures(days: [])
        let partial = OwnUse(period, of: Self.channel, from: figures, past: none, now: Self.later)
        #expect(partial.slots[2].content == .part(120, known: 23, of: 24))
        figures.stated[day.start] = KnownReading(
            at: day.start, value: 131, mark: .measured, revision: Revision(2))
        let whole = OwnUse(period, of: Self.channel, from: figures, past: none, now: Self.later)
        #expect(whole.slots[2].content == .whole(131, .measured))
        #expect(whole.newest == Revision(2))
    }

    @Test("Months of a year add up to the year, and days to their month, whatever is missing", arguments: 0..<50)
    func sums(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let year = UsePeriod(.year, of: day("2026-01-01"))
        let lost = Set(year.days.each.filter { _ in Int.random(in: 0..<20, using: &random) == 0 })
        let now = CivilDay(daysSinceEpoch: .random(in: 20_454...20_900, using: &random)).start
        let (figures, past) = (figures(year.days, without: lost), figures(year.compared.days))
        let whole = OwnUse(year, of: Self.channel, from: figures, past: past, now: now)
        let months = whole.slots.indices.map { index in
            OwnUse(
                UsePeriod(.month, of: year.days.lowerBound.advanced(months: index)), of: Self.channel, from: figures,
                past: past, now: now)
        }
        #expect(months.map(\.total) == whole.slots.map { $0.value ?? 0 })
        #expect(months.reduce(0) { $0 + $1.due } == whole.due)
        #expect(months.reduce(0) { $0 + ($1.comparison?.difference ?? 0) } == whole.comparison?.difference)
        #expect(whole.total == year.days.each.filter { !lost.contains($0) }.reduce(0) { $0 + Int64($1.daysSinceEpoch) })
    }

    // MARK: periods

    @Test("The period after the one before is the same, and its past has the same weekdays or dates", arguments: 0..<40)
    func periods(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let day = CivilDay(daysSinceEpoch: .random(in: 15_000...25_000, using: &random))
        for kind in UsePeriod.Kind.allCases {
            let period = UsePeriod(kind, of: day)
            #expect(period.days.contains(day))
            #expect(period.previous.next == period && period.next.previous == period)
            #expect(period.daySlots.flatMap(\.each) == period.days.each)
            for day in period.days.each {
                guard let then = period.compared(day) else { continue }
                #expect(period.compared.days.contains(then))
            }
        }
        let week = UsePeriod(.week, of: day)
        #expect(week.days.lowerBound.weekday == 0 && week.compared.days.lowerBound.weekday == 0)
    }

    // MARK: facts

    @Test("The highest mean power and what runs all night are told from the curve")
    func facts() {
        let today = day("2026-10-14")
        let quiet = known(today) { index in
            switch index {
            case 2...5: (50, .measured)
            case 39, 40: (670, .measured)
            default: (200, .measured)
            }
        }
        let facts = UseFacts([quiet.pointDay])
        #expect(facts.baseload == 100)
        #expect(facts.highest?.mean == 1_340)
        #expect(facts.highest?.start == today.start.advanced(minutes: 39 * 30))
    }

    @Test("A night with a hole has no baseload")
    func brokenNight() {
        let broken = known(day("2026-10-14")) { $0 == 1 ? (0, .missing(.notReceived)) : (10, .measured) }
        #expect(UseFacts([broken.pointDay]).baseload == nil)
    }
}
