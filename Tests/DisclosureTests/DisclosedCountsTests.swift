import Metering
import Testing

@testable import Disclosure

@Suite("Counts that leave")
struct DisclosedCountsTests {
    private static func rule(_ id: String) throws -> Policy.Rule {
        try #require(PolicyLibrary().policy(PolicyLibrary.defaultID).rules.first { $0.id == id })
    }

    private static func counts(
        _ contributing: Int, of expected: Int, _ quality: QualityCounts? = nil, under rule: Policy.Rule?
    ) -> DisclosedCounts {
        DisclosedCounts(
            contributing: contributing, expected: expected, quality: quality ?? QualityCounts(measured: contributing),
            under: rule)
    }

    @Test("are bands of the series 1, 2, 5, 10, 20, 50 of the members")
    func series() {
        let numbers = [0, 1, 2, 4, 5, 9, 10, 19, 20, 49, 50, 99, 100, 7_692, 999_999]
        let bands = numbers.map { Band(ofSeriesHolding: $0).text }
        #expect(
            bands == [
                "0", "1", "2..4", "2..4", "5..9", "5..9", "10..19", "10..19", "20..49", "20..49", "50..99", "50..99",
                "100..199", "5000..9999", "500000..999999",
            ])
        for number in 1...2_000 {
            let band = Band(ofSeriesHolding: number)
            #expect(band.atLeast <= number && number <= band.atMost)
        }
        #expect(Band(ofSeriesHolding: .max / 20).atLeast <= .max / 20)
    }

    @Test(
        "say the same of a set whether all members contribute or half of them, also of sizes at which bands change",
        arguments: ["extraction-day-restricted", "extraction-day-public"])
    func silent(id: String) throws {
        let rule = try DisclosedCountsTests.rule(id)
        for members in rule.minimumPoints...600 {
            let told = Set(
                (max(rule.minimumPoints, (members + 1) / 2)...members).map {
                    DisclosedCountsTests.counts($0, of: members, under: rule)
                })
            #expect(told.count == 1, "\(members)")
            let band = try #require(told.first?.contributing)
            #expect(band.atLeast >= rule.minimumPoints && band.atMost >= members && band.atMost > band.atLeast)
        }
    }

    @Test("hold the number that they stand for, also where fewer than half contribute")
    func truthful() throws {
        let rule = try DisclosedCountsTests.rule("extraction-day-restricted")
        for members in 11...300 {
            for count in 11...members {
                let told = DisclosedCountsTests.counts(count, of: members, under: rule)
                #expect(told.contributing.atLeast <= count && count <= told.contributing.atMost)
                #expect(told.expected.atLeast <= members && members <= told.expected.atMost)
            }
        }
    }

    @Test("give shares of quality in steps of which each stands for five points or more, never for none or all alone")
    func shares() throws {
        let rule = try DisclosedCountsTests.rule("extraction-day-restricted")
        for points in 11...400 {
            var standing: [Band: Int] = [:]
            for estimated in 0...points {
                let quality = QualityCounts(measured: points - estimated, estimated: estimated)
                let told = DisclosedCountsTests.counts(points, of: points, quality, under: rule)
                let share = try #require(told.shares?.estimated)
                #expect(share.atLeast * points <= estimated * 100 && estimated * 100 < (share.atMost + 1) * points)
                standing[share, default: 0] += 1
            }
            #expect(standing.count > 1 && standing.values.allSatisfy { $0 >= 5 }, "\(points): \(standing)")
        }
        #expect(DisclosedCountsTests.counts(9, of: 9, under: nil).shares == nil)
    }

    @Test("are exact where every holder agreed")
    func agreed() throws {
        let rule = try DisclosedCountsTests.rule("extraction-day-consent")
        let quality = QualityCounts(measured: 2, estimated: 1)
        let told = DisclosedCountsTests.counts(3, of: 4, quality, under: rule)
        #expect(told.contributing == Band(exactly: 3) && told.expected == Band(exactly: 4))
        #expect(told.quality == quality && told.shares == nil)
    }
}

@Suite("Reasons of suppressions")
struct SuppressionReasonTests {
    @Test("are one text for too few holders, one that dominates, and the guard, in either language")
    func oneForAll() throws {
        let gate = DisclosureGate(policy: try PolicyLibrary().policy(PolicyLibrary.defaultID))
        let question = Asking.question()
        let few = gate.judge(question, Asking.energies([1, 2]))
        let dominated = gate.judge(question, Asking.energies(Array(repeating: 1, count: 20) + [1_000_000]))
        let said = [few, dominated, gate.withheld(question, isCurve: false)].map(\.disclosed)
        #expect(Set(said).count == 1)
        guard case .suppressed(let held) = said[0] else { return #expect(Bool(false), "it is held") }
        #expect(held.reason == .protection)
        #expect(held.reason.english.hasPrefix("too few holders, one that dominates, or too close to another figure"))
        #expect(held.reason.french.hasPrefix("trop peu de titulaires, un titulaire qui domine, ou un chiffre trop"))
    }

    @Test("are read back from what the register recorded")
    func readBack() {
        let reasons: [SuppressionReason] = [.noData, .uncountable, .noCurve, .noRule(policy: "own")]
        for reason in reasons {
            #expect(SuppressionReason(recorded: reason.english, ofRule: nil) == reason)
            #expect(reason.french != reason.english)
        }
        let because = "without consent a public figure needs 101 points with energy, none of which dominates"
        #expect(SuppressionReason(recorded: because, ofRule: "r") == .protection)
        #expect(SuppressionReason(recorded: "no rule of own lets out such figures", ofRule: "r") == .protection)
    }

    @Test("go with the sentences of every built-in policy in French")
    func french() throws {
        let asTheyAre = ["4.3", "Maille, docs/decisions/0010-differential-privacy.md"]
        for policy in try PolicyLibrary().policies.values {
            let source = policy.source
            let sentences = [source.document, source.section] + source.text + policy.rules.map(\.because)
            for sentence in sentences + [policy.noise?.because].compactMap({ $0 }) where !asTheyAre.contains(sentence) {
                #expect(PolicyFrench.words(for: sentence) != sentence, "\(sentence)")
            }
        }
        #expect(PolicyFrench.words(for: "a sentence of the operator's") == "a sentence of the operator's")
    }
}

@Suite("Names of sets taken together")
struct SetNameTests {
    private static func union(_ ids: [String]) -> SetName { SetName(uniting: ids.map { SetName(id: $0) }) }

    @Test("are those of the sets in natural order, up to three of them")
    func few() {
        #expect(Self.union(["A10", "A2"]).text == "A2+A10")
        #expect(Self.union(["A10", "A2"]).id == "A10+A2", "the register's identifier is frozen")
        #expect(Self.union(["A10", "A9b", "A9"]).text == "A9+A9b+A10")
        #expect(Self.union(["A10"]) == SetName(id: "A10"))
    }

    @Test("name two of more, and differ where the sets do")
    func many() {
        let ids = (0..<12).map { "cluster\($0)" }
        let name = Self.union(ids)
        #expect(name.text.wholeMatch(of: /cluster0\+cluster1\+10 more #[0-9a-f]{8}/) != nil, "\(name.text)")
        #expect(name.parts == ids && Self.union(ids.reversed()) == name)
        #expect(Self.union(ids.dropLast() + ["cluster12"]).text != name.text)
    }

    @Test("name each set once where a union is united again, and are read back from the register")
    func unionsOfUnions() {
        let unions = [Self.union(["street0", "street12"]), Self.union(["street0", "street3", "street12"])]
        let name = SetName(uniting: unions)
        #expect(name.text == "street0+street3+street12" && name.id == "street0+street12+street0+street12+street3")
        for name in unions + [name, Self.union((0..<30).map { "A\($0)" })] {
            #expect(SetName(recorded: name.id) == name)
        }
        for id in ["street0", "B+A", "="] { #expect(SetName(recorded: id) == SetName(id: id)) }
    }
}
