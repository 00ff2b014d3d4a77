import Testing

@testable import Access

@Suite("What an organisation may do")
struct OperatorKindTests {
    /// Written apart from the code: whoever changes what a kind may do changes it here too, and says by which rule.
    private static let expected: [OperatorKind: [OperatorActivity: String]] = [
        .networkOperator: [
            .publishFigures: "L.111-73-1", .giveRestrictedFigures: "L.111-73", .readForDuty: "L.322-8",
            .buildingTotals: "D.341-13", .collectConsents: "D.341-22",
        ],
        .authority: [
            .publishFigures: "D.111-55", .giveRestrictedFigures: "L.2224-31", .collectConsents: "D.341-22",
            .adviseOnTariffs: "L.2224-34",
        ],
        .supplier: [.collectConsents: "D.341-22", .adviseOnTariffs: "its own offers"],
        .organiser: [.collectConsents: "L.315-2", .divideSharedEnergy: "L.315-4"],
    ]

    @Test("is its list and no more, each by a rule", arguments: OperatorKind.allCases)
    func permissions(kind: OperatorKind) throws {
        let expected = try #require(OperatorKindTests.expected[kind])
        for activity in OperatorActivity.allCases {
            #expect(kind.may(activity) == (expected[activity] != nil), "\(kind) \(activity)")
        }
        for (activity, source) in expected {
            let rule = try #require(kind.permissions[activity])
            #expect(rule.text.contains(source), "\(kind) \(activity): \(rule.text)")
        }
    }

    @Test("is refused in words that name the kind, the activity and the rule", arguments: OperatorKind.allCases)
    func refusals(kind: OperatorKind) throws {
        for activity in OperatorActivity.allCases where !kind.may(activity) {
            let refusal = #expect(throws: NotOfThisKind.self) { try kind.require(activity) }
            let words = try #require(refusal?.description)
            #expect(words.contains(kind.name.english) && words.contains(activity.phrase.english))
            #expect(words.contains(kind.refusals[activity]?.text ?? "no rule that Maille knows allows it"))
        }
        #expect(Set(kind.permissions.keys).isDisjoint(with: kind.refusals.keys))
    }

    @Test("excludes a distribution operator's advice on tariffs")
    func advice() {
        #expect(OperatorKind.allCases.filter { $0.may(.adviseOnTariffs) } == [.authority, .supplier])
        #expect(NotOfThisKind(kind: .networkOperator, activity: .adviseOnTariffs).description.contains("L.111-61"))
    }
}
