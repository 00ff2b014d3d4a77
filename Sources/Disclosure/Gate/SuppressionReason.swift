/// Why a figure is held back, as its recipient is told.
///
/// Without consent there is one reason for all: which of too few holders, one that dominates, and the guard it was
/// would tell something of the points.
package enum SuppressionReason: Hashable, Sendable {
    /// Too few holders, one that dominates, or too close to another figure.
    case protection
    /// Every holder agreed, and nothing came.
    case noData
    case uncountable
    /// No rule of the policy speaks of such figures.
    case noRule(policy: String)
    /// A curve that no rule lets out.
    case noCurve

    /// Reads back what the register recorded: the reason of a rule without consent in the rule's own words, every other
    /// in English.
    package init(recorded words: String, ofRule rule: String?) {
        switch words {
        case SuppressionReason.noData.english: self = .noData
        case SuppressionReason.uncountable.english: self = .uncountable
        case SuppressionReason.noCurve.english, Words.noCurveBefore: self = .noCurve
        default:
            let policy = words.dropFirst(Words.noRuleOf.count).dropLast(Words.letsOut.count)
            let isNoRule = rule == nil && words == Words.noRuleOf + policy + Words.letsOut
            self = isNoRule ? .noRule(policy: String(policy)) : .protection
        }
    }

    private enum Words {
        static let noRuleOf = "no rule of "
        static let letsOut = " lets out such figures"
        /// What registers recorded of `noCurve` until December 2026.
        static let noCurveBefore =
            "a curve within the day needs the consent of every point, and no step finer than the rule's"
    }

    package var english: String {
        switch self {
        case .protection:
            """
            too few holders, one that dominates, or too close to another figure: use the alternative where one is \
            named, a larger set or a longer period
            """
        case .noData: "no point of the set has data"
        case .uncountable: "the energies are too large to be added up"
        case .noRule(let policy): Words.noRuleOf + policy + Words.letsOut
        case .noCurve:
            """
            no rule lets out a curve within the day of such a set on this step: use its daily sums, a longer step, or \
            the consent of every point
            """
        }
    }

    package var french: String {
        switch self {
        case .protection:
            """
            trop peu de titulaires, un titulaire qui domine, ou un chiffre trop proche d'un autre : utilisez \
            l'alternative si elle est nommée, un ensemble plus grand ou une période plus longue
            """
        case .noData: "aucun point de l'ensemble n'a de données"
        case .uncountable: "les énergies sont trop grandes pour être additionnées"
        case .noRule(let policy): "aucune règle de \(policy) ne laisse sortir de tels chiffres"
        case .noCurve:
            """
            aucune règle ne laisse sortir une courbe dans la journée d'un tel ensemble à ce pas : utilisez ses sommes \
            quotidiennes, un pas plus long, ou l'accord de chaque point
            """
        }
    }
}

extension SuppressionReason: Encodable {
    private enum CodingKeys: String, CodingKey {
        case english = "en"
        case french = "fr"
    }

    /// In both languages.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(english, forKey: .english)
        try container.encode(french, forKey: .french)
    }
}
