import Exchange
import Metering
import TestKit
import Testing

@Suite("A set list")
struct SetListTests {
    private static let header = "set;kind;use;usage;step;point;carrier;direction;from;until;consent\n"

    @Test("takes no ready-made series for a member, on the first line or below it")
    func series() throws {
        let sink = try RecordingSink.decoding(
            """
            set;kind;usage;point;from
            s;commune;public;series:grd:s;2026-01-01
            s;commune;public;P1;2026-01-01
            s;commune;public;series:grd:s;2026-01-01
            """)
        #expect(sink.memberships.map(\.1.channel.point.text) == ["P1"])
        #expect(sink.diagnostics.map(\.line) == [2, 4])
    }

    @Test("gives a set and a membership a line")
    func full() throws {
        let sink = try RecordingSink.decoding(
            Self.header + "block-7;building;heating-study;restricted;PT30M;P1;gas;injection;2026-01-01;2026-07-01;curve"
        )
        let (set, membership) = try #require(sink.memberships.first)
        #expect(sink.flows == [.setList])
        #expect(
            set
                == PointSet(
                    id: "block-7", kind: "building", useCase: "heating-study", visibility: .restricted,
                    figureStep: .halfHour))
        let from = try #require(CivilDay("2026-01-01"))
        #expect(
            membership
                == Membership(
                    channel: Channel(point: PointID("P1"), carrier: .gas, direction: .injection), from: from,
                    until: CivilDay("2026-07-01"), consent: .curve))
    }

    @Test("takes what is not said for the usual: daily, electricity, extraction, open, no consent")
    func defaults() throws {
        let sink = try RecordingSink.decoding("set;kind;usage;point;from\n13001;commune;public;P1;2026-01-01")
        let (set, membership) = try #require(sink.memberships.first)
        #expect(set == PointSet(id: "13001", kind: "commune", useCase: "public", visibility: .public))
        #expect(set.figureStep == .day)
        #expect(membership.channel == Channel(point: PointID("P1")))
        #expect(membership.until == nil && membership.consent == nil)
    }

    @Test("reads every step of figures", arguments: FigureStep.allCases)
    func steps(step: FigureStep) throws {
        let sink = try RecordingSink.decoding(Self.header + "S;building;;public;\(step.rawValue);P1;;;2026-01-01;;day")
        #expect(sink.memberships.map(\.0.figureStep) == [step])
        #expect(sink.memberships.map(\.1.consent) == [.day])
    }

    @Test(
        "sets a line aside that it cannot read, says what to write, and goes on",
        arguments: [
            (";building;;public;;P1;;;2026-01-01;;", "malformed-identifier", "set"),
            ("../s;building;;public;;P1;;;2026-01-01;;", "malformed-identifier", "set"),
            ("a/s;building;;public;;P1;;;2026-01-01;;", "malformed-identifier", "set"),
            ("=S;building;;public;;P1;;;2026-01-01;;", "malformed-identifier", "set"),
            ("S;;;public;;P1;;;2026-01-01;;", "malformed-identifier", "kind"),
            ("S;building;;;;P1;;;2026-01-01;;", "malformed-field", "write public or restricted"),
            ("S;building;;open;;P1;;;2026-01-01;;", "malformed-field", "write public or restricted"),
            ("S;building;;public;PT15M;P1;;;2026-01-01;;", "malformed-field", "PT10M, PT30M, PT1H, P1D, P1M or P1Y"),
            ("S;building;;public;;;;;2026-01-01;;", "malformed-identifier", "1 to 40"),
            ("S;building;;public;;P1;oil;;2026-01-01;;", "malformed-field", "electricity, gas, water, heat or cold"),
            ("S;building;;public;;P1;;both;2026-01-01;;", "malformed-field", "extraction, injection or production"),
            ("S;building;;public;;P1;;;;;", "malformed-timestamp", "from"),
            ("S;building;;public;;P1;;;2026-01-01;2026-13-01;", "malformed-timestamp", "until"),
            ("S;building;;public;;P1;;;2026-01-01;2026-01-01;", "malformed-field", "first day outside"),
            ("S;building;;public;;P1;;;9999-01-01;;", "date-out-of-range", "from"),
            ("S;building;;public;;P1;;;2026-01-01;;yes", "malformed-field", "day or curve"),
        ])
    func damaged(line: String, rule: String, words: String) throws {
        let sink = try RecordingSink.decoding(Self.header + line + "\nS;building;;public;;P2;;;2026-01-01;;")
        #expect(sink.memberships.map(\.1.channel.point.text) == ["P2"])
        #expect(sink.diagnostics.map(\.rule.name) == [rule])
        #expect(sink.diagnostics.first?.detail.contains(words) == true)
        #expect(sink.diagnostics.first?.line == 2)
    }

    @Test("is turned away without a column it needs", arguments: ["kind", "usage", "from"])
    func missingColumn(name: String) {
        let header = Self.header.replacing("\(name);", with: "")
        #expect(throws: FlowError.self) { try RecordingSink.decoding(header) }
    }
}
