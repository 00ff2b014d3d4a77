import Metering
import TestKit
import Testing

@Suite("A tariff's calendar")
struct TariffCalendarTests {
    private static let (peak, offPeak) = (TariffPeriod("HP"), TariffPeriod("HC"))

    /// Off-peak from 22:30 to 06:30, as many homes have it.
    private static let night = [
        TariffRule(offPeak, hours: [.init(from: 1_350, until: 390)])
    ]

    private func calendar(_ rules: [TariffRule], dayStart: Int = 0) throws -> TariffCalendar {
        try TariffCalendar(rules: rules, otherwise: Self.peak, dayStart: dayStart)
    }

    private func instant(_ text: String) throws -> Instant { try #require(ISOTimestamp(text)?.instant) }

    @Test(
        "says the period of the local hour, winter and summer, over midnight",
        arguments: [
            ("2026-01-15T22:29:59+01:00", "HP"), ("2026-01-15T22:30:00+01:00", "HC"),
            ("2026-01-16T06:29:59+01:00", "HC"), ("2026-01-16T06:30:00+01:00", "HP"),
            ("2026-07-15T22:30:00+02:00", "HC"), ("2026-07-16T06:30:00+02:00", "HP"),
        ])
    func hours(moment: String, period: String) throws {
        #expect(try calendar(Self.night).period(at: instant(moment)) == .period(TariffPeriod(period)))
    }

    @Test(
        "gives both hours of the long day to the period of that hour, and none of the short day",
        arguments: [
            ("2026-10-25", 120), ("2026-03-29", 0), ("2026-06-01", 60),
        ])
    func clockChanges(day: String, minutes: Int) throws {
        let calendar = try calendar([TariffRule(Self.offPeak, hours: [.init(from: 120, until: 180)])])
        let day = try #require(CivilDay(day))
        let found = (0..<day.minutes).filter {
            calendar.period(at: day.start.advanced(minutes: $0)) == .period(Self.offPeak)
        }
        #expect(found.count == minutes)
    }

    @Test("knows seasons, weekdays and public holidays; the first rule that fits counts")
    func days() throws {
        let holiday = try #require(CivilDay("2026-12-25"))
        let calendar = try calendar([
            TariffRule(Self.offPeak, days: [holiday]), TariffRule(Self.offPeak, weekdays: [5, 6]),
            TariffRule(TariffPeriod("PTE"), months: [12, 1, 2], hours: [.init(from: 540, until: 660)]),
        ])
        func name(_ text: String) throws -> TariffAnswer { calendar.period(at: try instant(text)) }
        #expect(try name("2026-12-25T09:30:00+01:00") == .period(Self.offPeak))
        #expect(try name("2026-12-26T09:30:00+01:00") == .period(Self.offPeak))
        #expect(try name("2026-12-28T09:30:00+01:00") == .period(TariffPeriod("PTE")))
        #expect(try name("2026-12-28T11:00:00+01:00") == .period(Self.peak))
        #expect(try name("2026-06-01T09:30:00+02:00") == .period(Self.peak))
    }

    @Test("lets a colour hold from 06:00 to 06:00, and says where it does not know it")
    func tempo() throws {
        let red = DayColour("ROUGE")
        let calendar = try calendar(
            [
                TariffRule(Self.offPeak, hours: [.init(from: 1_320, until: 360)]),
                TariffRule(TariffPeriod("HP rouge"), colours: [red]),
            ], dayStart: 360)
        let day = try #require(CivilDay("2026-01-15"))
        let colours = [day: red, day.advanced(by: 1): DayColour("BLEU")]
        func period(_ text: String) throws -> TariffAnswer { calendar.period(at: try instant(text), colours: colours) }
        #expect(try period("2026-01-15T06:00:00+01:00") == .period(TariffPeriod("HP rouge")))
        #expect(try period("2026-01-16T05:59:00+01:00") == .period(Self.offPeak))
        #expect(try calendar.day(of: instant("2026-01-16T05:59:00+01:00")) == day)
        #expect(try period("2026-01-16T06:00:00+01:00") == .period(Self.peak))
        #expect(try period("2026-01-17T12:00:00+01:00") == .colourUnknown(day.advanced(by: 2)))
        #expect(try period("2026-01-17T23:00:00+01:00") == .period(Self.offPeak))
    }

    @Test("refuses what no calendar has, and says what to write")
    func faults() {
        let wrong: [(TariffRule, TariffFault)] = [
            (TariffRule(Self.peak, months: [0]), .months(Self.peak)),
            (TariffRule(Self.peak, months: []), .months(Self.peak)),
            (TariffRule(Self.peak, weekdays: [7]), .weekdays(Self.peak)),
            (TariffRule(Self.peak, hours: [.init(from: 1_440, until: 0)]), .hours(Self.peak)),
        ]
        for (rule, fault) in wrong {
            #expect(throws: fault) { try calendar([rule]) }
            #expect(fault.description.contains("write "))
        }
        for minute in [-1, 120, 179, 1_440] {
            #expect(throws: TariffFault.dayStart(minute)) { try calendar([], dayStart: minute) }
        }
    }

    @Test("says whether a step's intervals can be split among its periods")
    func alignment() throws {
        #expect(try calendar(Self.night).isAligned(to: .minutes30))
        #expect(try !calendar(Self.night).isAligned(to: .hour))
    }

    @Test("answers any moment, with tariff days that follow one another", arguments: 0..<20 as Range<UInt64>)
    func anyMoment(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let start = [0, 60, 180, 360, 1_439].randomElement(using: &random) ?? 0
        let calendar = try calendar(Self.night, dayStart: start)
        var instant = Instant(secondsSinceEpoch: .random(in: 1_700_000_000...1_900_000_000, using: &random))
        var day = calendar.day(of: instant)
        for _ in 0..<2_000 {
            instant = instant.advanced(minutes: 17)
            let next = calendar.day(of: instant)
            #expect(next == day || next == day.advanced(by: 1))
            day = next
        }
    }
}
