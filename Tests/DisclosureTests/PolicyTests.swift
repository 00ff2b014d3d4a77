import Foundation
import Metering
import Testing

@testable import Disclosure

@Suite("Policies")
struct PolicyTests {
    @Test("are data: dated, with their source text and a reason for every rule")
    func data() throws {
        for policy in try PolicyLibrary().policies.values {
            #expect(!policy.source.text.isEmpty)
            #expect(policy.rules.allSatisfy { !$0.because.isEmpty && !$0.forms.isEmpty })
            #expect(policy.isInForce(on: policy.validFrom))
            #expect(!policy.isInForce(on: policy.validFrom.advanced(by: -1)))
        }
    }

    @Test("let nothing of gross production out, of which none of them speaks", arguments: Visibility.allCases)
    func production(usage: Visibility) throws {
        let energies = Asking.energies(Array(repeating: 900, count: 5_000))
        for policy in try PolicyLibrary().policies.values {
            for consent in [nil, Membership.Consent.day, .curve] {
                let question = Asking.question(
                    usage, direction: .production, kind: "commune", expected: 5_000, consent: consent)
                let verdict = DisclosureGate(policy: policy, today: Asking.day).judge(question, energies)
                #expect(Asking.suppression(verdict) != nil, "\(policy.id)")
            }
            #expect(policy.protection(of: .production, for: usage) == nil)
        }
    }

    @Test("come from files: a new text changes the answer without a line of code")
    func newText() throws {
        var library = try PolicyLibrary()
        let text = """
            {"id": "strict", "title": "t", "source": {"document": "d", "section": "s", "text": ["x"]},
             "validFrom": "2020-01-01", "delayDays": 9, "rules": []}
            """
        try library.add(Array(text.utf8), name: "strict.json")
        let policy = try library.policy("strict")
        #expect(policy.publicationDay(of: CivilDay(daysSinceEpoch: 0)) == CivilDay(daysSinceEpoch: 9))
        #expect(throws: PolicyLibrary.LoadingError.self) { try library.add(Array("{".utf8), name: "broken.json") }
        #expect(throws: PolicyLibrary.LoadingError.self) { try library.policy("none") }
    }

    @Test("fit their JSON Schema, and the schema refuses what they may not hold")
    func schema() throws {
        let schema = try JSONSchema(PolicyLibrary.schema)
        for (name, json) in PolicyLibrary.builtIn { #expect(try schema.faults(in: json) == [], "\(name)") }
        let rule = #"{"id": "r", "direction": "both", "granularity": "day", "usages": [], "minimumPoints": 0, "#
        let wrong = #"{"id": "", "delayDays": 1.5, "validFrom": "1.1.2027", "rules": [\#(rule)"forms": ["top"]}]}"#
        let faults = try schema.faults(in: Array(wrong.utf8))
        for part in ["/title", "/id", "/delayDays", "/validFrom", "/rules/0/direction", "/rules/0/usages"] {
            #expect(faults.contains { $0.hasPrefix(part + ":") }, "\(part) in \(faults)")
        }
        #expect(faults.contains { $0.hasPrefix("/rules/0/forms/0:") } && faults.count >= 9)
    }

    @Test(
        "are refused where a field is misspelt or a rule would protect nobody",
        arguments: [
            (#""largestShare": 85"#, "no field 'largestShare'"), (#""forms": ["points"]"#, "with consent only"),
            (#""forms": ["minimum"]"#, "minimum"), (#""minimumPoints": 2"#, "3 or more"),
            (#""quartileForm": "interpolated""#, "with consent only"), (#""quartileUnit": 0"#, "under 1"),
        ])
    func refused(field: String, words: String) throws {
        let name = try #require(field.split(separator: "\"").first)
        let fields = [
            #""id": "r""#, #""direction": "extraction""#, #""granularity": "day""#, #""usages": ["public"]"#,
            #""minimumPoints": 11"#, #""forms": ["sum"]"#, #""because": "b""#,
        ].filter { !$0.hasPrefix("\"\(name)\"") }
        let text = """
            {"id": "own", "title": "t", "source": {"document": "d", "section": "s", "text": ["x"]},
             "validFrom": "2020-01-01", "delayDays": 2, "rules": [{\((fields + [field]).joined(separator: ", "))}]}
            """
        #expect {
            var library = try PolicyLibrary()
            try library.add(Array(text.utf8), name: "own.json")
        } throws: {
            String(describing: $0).contains(words)
        }
    }
}

@Suite("The energy code of 2026-04-03")
struct EnergyCodeTests {
    private static let figures: [(direction: Direction, days: Int?, step: FigureStep, minimum: Int)] = [
        (.extraction, nil, .day, 100), (.injection, nil, .day, 10), (.extraction, 1, .halfHour, 100),
        (.injection, 1, .halfHour, 10), (.extraction, 31, .halfHour, 500), (.injection, 31, .halfHour, 50),
        (.extraction, 32, .halfHour, 5_000), (.injection, 32, .halfHour, 500), (.extraction, nil, .halfHour, 5_000),
    ]

    @Test("D.111-63 asks more points the longer a curve is published", arguments: figures)
    func points(direction: Direction, days: Int?, step: FigureStep, minimum: Int) throws {
        let gate = try Asking.gate("code-energie-d111-63")
        var question = Asking.question(.public, direction: direction, step: step, expected: minimum)
        question.publicationDays = days
        for (count, leaves) in [(minimum - 1, false), (minimum, true)] {
            let verdict =
                step == .day
                ? gate.judge(question, Asking.energies(Array(repeating: 900, count: count)))
                : gate.judge(question, Undisclosed(Self.curve(of: count)))
            #expect((Asking.release(verdict) != nil) == leaves)
        }
    }

    private static func curve(of points: Int) -> SetCurve {
        let flat = DayCurve(step: .minutes30, unit: .watt, values: Array(repeating: 100, count: 48))
        var sum = SetCurve(day: Asking.day, step: .minutes30)
        for number in 0..<points {
            _ = sum.add(PointDay(channel: Channel(point: PointID("p\(number)")), day: Asking.day, curve: flat))
        }
        return sum
    }

    @Test("D.111-63 lets no curve finer than half an hour out")
    func tenMinutes() throws {
        var question = Asking.question(.public, step: .tenMinutes, expected: 200)
        question.publicationDays = 1
        let verdict = try Asking.gate("code-energie-d111-63").judge(question, Undisclosed(Self.curve(of: 200)))
        #expect(Asking.suppression(verdict)?.rule == nil)
    }

    @Test("D.111-63 holds a sum that has an atypical point: without it, it would be another than over longer")
    func atypical() throws {
        let gate = try Asking.gate("code-energie-d111-63")
        let totals = Array(repeating: Int64(1_000), count: 120) + Array(repeating: 50_000, count: 6)
        let release = try #require(Asking.release(gate.judge(Asking.question(.public), Asking.energies(totals))))
        #expect(release.sum == 420_000 && release.kept.contributingPoints == 126)
        let held = gate.judge(Asking.question(.public), Asking.energies(totals + [50_001]))
        #expect(Asking.suppression(held)?.rule == "d111-63-extraction-day")
    }

    @Test("D.111-64 asks three points and no share above 85 % of points that are neither small nor personal")
    func other() throws {
        let gate = try Asking.gate("code-energie-d111-63")
        var question = Asking.question(.public)
        #expect(Asking.release(gate.judge(question, Asking.energies([900, 900, 900]))) == nil)
        question.clientele = .other
        #expect(Asking.release(gate.judge(question, Asking.energies([900, 900, 900])))?.sum == 2_700)
        #expect(Asking.release(gate.judge(question, Asking.energies([900, 900]))) == nil)
        #expect(Asking.release(gate.judge(question, Asking.energies([8_600, 500, 900]))) == nil)
    }

    @Test("D.111-53 speaks of whole years, of a residential or mixed territory from ten points on")
    func annual() throws {
        let gate = try Asking.gate("code-energie-d111-53")
        let (nine, ten) = (Asking.energies(Array(repeating: 900, count: 9)), Array(repeating: Int64(900), count: 10))
        var question = Asking.question(.public, kind: "iris", days: 365)
        #expect(Asking.release(gate.judge(question, nine)) == nil)
        #expect(Asking.release(gate.judge(question, Asking.energies(ten)))?.sum == 9_000)
        question.sector = .industry
        #expect(Asking.release(gate.judge(question, Asking.energies([900, 900, 900]))) != nil)
        question.sector = .residential
        #expect(Asking.release(gate.judge(question, nine)) == nil)
        let month = Asking.question(.public, kind: "iris", days: 31)
        #expect(Asking.suppression(gate.judge(month, Asking.energies(ten)))?.rule == nil)
    }

    @Test("D.111-57 asks consent of buildings of two to nine points")
    func buildings() throws {
        let gate = try Asking.gate("code-energie-d111-53")
        let nine = Asking.energies(Array(repeating: 900, count: 9))
        let asked = Asking.question(.public, kind: "building", days: 365)
        #expect(Asking.release(gate.judge(asked, nine)) == nil)
        let agreed = Asking.question(.public, kind: "building", days: 365, consent: .day)
        #expect(Asking.release(gate.judge(agreed, nine))?.rule == "d111-57-building-consent")
    }

    @Test("D.341-13 gives a manager more than ten subscriptions, three years back")
    func manager() throws {
        let eleven = Asking.energies(Array(repeating: 900, count: 11))
        let question = Asking.question(kind: "building")
        let year = Asking.day.components.year
        for (later, leaves) in [(0, true), (3, true), (4, false)] {
            let today = CivilDay(year: year + later, month: 6, day: 1)
            let verdict = try Asking.gate("code-energie-d341-13", today: today).judge(question, eleven)
            #expect((Asking.release(verdict) != nil) == leaves)
        }
        #expect(Asking.release(try Asking.gate("code-energie-d341-13").judge(question, eleven)) == nil)
    }
}
