import Testing

@testable import Access

@Suite("A scope of Green Button")
struct GreenButtonScopeTests {
    @Test(
        "is read and written in one way",
        arguments: [
            ("FB=4_5", "FB=4_5;IntervalDuration=1800"),
            ("FB=5_4;HistoryLength=60;IntervalDuration=3600", "FB=4_5;IntervalDuration=3600;HistoryLength=60"),
            ("FB=1;BR=9;IntervalDuration=86400", "FB=1;IntervalDuration=86400;BR=9"),
            ("FB=4;IntervalDuration=900", nil), ("FB=4;IntervalDuration=x", nil), ("FB=x", nil), ("FB=", nil),
            ("FB=4;FB=5", nil), ("FB=4;HistoryLength=a", nil),
            ("FB=4;HistoryLength=9223372036854775807", nil), ("FB=4;HistoryLength=-1", nil),
            ("FB=4;HistoryLength=-9223372036854775808", nil), ("curves", nil),
        ])
    func words(word: String, written: String?) { #expect(GreenButtonScope(word)?.description == written) }

    @Test(
        "is within another when it asks for no more in any parameter",
        arguments: [
            ("FB=4", "FB=4_5", true), ("FB=4_15", "FB=4_5", false),
            ("FB=4;IntervalDuration=86400", "FB=4", true), ("FB=4", "FB=4;IntervalDuration=3600", false),
            ("FB=4;HistoryLength=60", "FB=4", true), ("FB=4", "FB=4;HistoryLength=60", false),
            ("FB=4;BR=1", "FB=4", false), ("FB=4;BR=1", "FB=4;BR=1", true),
        ])
    func within(narrow: String, wide: String, isWithin: Bool) throws {
        let (narrow, wide) = (try Scope("curves " + narrow), try Scope("curves " + wide))
        #expect(narrow.isWithin(wide) == isWithin)
        #expect(narrow.isWithin(narrow))
    }
}
