/// Why a kind of organisation may do something, or may not.
package struct OperatorRule: Hashable, Sendable {
    package let text: String
    /// The articles do not say so in these words: it is how Maille reads them. Have a lawyer read them too.
    package let isReading: Bool

    fileprivate static func law(_ text: String) -> OperatorRule { OperatorRule(text: text, isReading: false) }

    fileprivate static func reading(_ text: String) -> OperatorRule { OperatorRule(text: text, isReading: true) }
}

extension OperatorKind {
    /// What it may do, with the rule that allows it. Everything else is refused.
    package var permissions: [OperatorActivity: OperatorRule] {
        switch self {
        case .networkOperator:
            [
                .publishFigures: .law("Code de l'énergie L.111-73-1, L.111-77-1, D.111-63"),
                .giveRestrictedFigures: .law("Code de l'énergie L.111-73, D.111-55 VI; CGCT L.2224-31 I"),
                .readForDuty: .law("Code de l'énergie L.322-8 7°, R.341-5"),
                .buildingTotals: .law("Code de l'énergie L.341-4, D.341-13"),
                .collectConsents: .law("Code de l'énergie D.341-22"),
            ]
        case .authority:
            [
                .publishFigures: .law("Code de l'énergie D.111-55 VI: publishing again, above thresholds"),
                .giveRestrictedFigures: .reading("CGCT L.2224-31 I, L.2224-34: for the exercise of its competences"),
                .collectConsents: .reading("Code de l'énergie D.341-22: a third party that the customer chose"),
                .adviseOnTariffs: .reading("CGCT L.2224-34: acts to reduce demand, and sells no energy"),
            ]
        case .supplier:
            [
                .collectConsents: .law("Code de l'énergie D.341-22, D.341-23; Code de la consommation D.224-26"),
                .adviseOnTariffs: .reading("it advises its own customers on its own offers"),
            ]
        case .organiser:
            [
                .collectConsents: .reading(
                    "Code de l'énergie L.315-2: those who take part are bound to it by contract"),
                .divideSharedEnergy: .law("Code de l'énergie L.315-4"),
            ]
        }
    }

    /// Why it may not do what one might expect of it. What is neither here nor permitted is refused all the same.
    package var refusals: [OperatorActivity: OperatorRule] {
        switch self {
        case .networkOperator:
            [
                .adviseOnTariffs: .law(
                    "Code de l'énergie L.111-61: it works independently of any interest in supplying energy"),
                .divideSharedEnergy: .law("Code de l'énergie L.315-4: the organiser tells it the shares"),
            ]
        case .authority:
            [
                .readForDuty: .law("Code de l'énergie R.341-5: authorities get the data of their concession added up"),
                .buildingTotals: .law("Code de l'énergie L.341-4: distribution operators give them"),
                .divideSharedEnergy: .law("Code de l'énergie L.315-4: the organiser states the shares"),
            ]
        case .supplier:
            [
                .publishFigures: .reading("Code de l'énergie L.111-73-1 names network operators"),
                .readForDuty: .reading("Code de l'énergie L.341-4: it reads what the customer agreed to"),
                .buildingTotals: .law("Code de l'énergie L.341-4: distribution operators give them"),
            ]
        case .organiser:
            [
                .publishFigures: .reading("Code de l'énergie L.111-73-1 names network operators"),
                .readForDuty: .reading("Code de l'énergie L.341-4: it reads what those who take part agreed to"),
                .buildingTotals: .law("Code de l'énergie L.341-4: distribution operators give them"),
                .adviseOnTariffs: .reading("nothing in Code de l'énergie L.315-1 to L.315-8 makes it an adviser"),
            ]
        }
    }
}
