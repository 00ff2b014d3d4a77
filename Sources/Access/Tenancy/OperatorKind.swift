/// What a tenant's organisation is before the law, which decides what it may do here.
///
/// What no rule allows is refused: a new kind, or a new activity, begins with nothing.
package enum OperatorKind: String, CaseIterable, Hashable, Sendable, Codable {
    /// A distribution system operator.
    case networkOperator = "operator"
    /// A public authority: a metropolis, an organising authority of distribution.
    case authority
    case supplier
    /// Of a collective self-consumption operation.
    case organiser

    package var name: BilingualText {
        switch self {
        case .networkOperator:
            .init(french: "gestionnaire de réseau de distribution", english: "distribution operator")
        case .authority: .init(french: "collectivité", english: "public authority")
        case .supplier: .init(french: "fournisseur", english: "supplier")
        case .organiser:
            .init(
                french: "organisateur d'autoconsommation collective",
                english: "organiser of collective self-consumption")
        }
    }

    package func may(_ activity: OperatorActivity) -> Bool { permissions[activity] != nil }

    package func require(_ activity: OperatorActivity) throws(NotOfThisKind) {
        guard may(activity) else { throw NotOfThisKind(kind: self, activity: activity) }
    }
}

/// An activity was asked for that no rule lets an organisation of this kind do.
package struct NotOfThisKind: Error, Hashable, CustomStringConvertible {
    package let kind: OperatorKind
    package let activity: OperatorActivity

    package var description: String {
        let why = kind.refusals[activity].map { ": \($0.text)" } ?? ": no rule that Maille knows allows it"
        return "this tenant, as \(kind.name.english), may not \(activity.phrase.english)\(why)"
    }
}
