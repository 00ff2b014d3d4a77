/// What an organisation does with energy data on the platform, where the law does not let everybody do it.
///
/// A closed list: what is not in it is not asked for. Part of the file `tenant.json` and of answers in JSON.
package enum OperatorActivity: String, CaseIterable, Hashable, Sendable, Codable {
    /// Figures for everybody: of days, tables, sums with noise.
    case publishFigures = "publish-figures"
    /// Figures, or points under tokens, for a recipient by agreement.
    case giveRestrictedFigures = "give-restricted-figures"
    /// Reading a person's daily values without consent, for duties of one's own.
    case readForDuty = "read-for-duty"
    /// The totals of a building for its manager.
    case buildingTotals = "building-totals"
    /// Asking people for consents, keeping them, and passing on what they allow.
    case collectConsents = "collect-consents"
    /// Telling a customer which tariff suits. No service does it yet.
    case adviseOnTariffs = "advise-on-tariffs"
    /// Saying how shared production is divided among those who take part. No service does it yet.
    case divideSharedEnergy = "divide-shared-energy"

    /// Behind "may".
    package var phrase: BilingualText {
        switch self {
        case .publishFigures: .init(french: "publier des chiffres", english: "publish figures")
        case .giveRestrictedFigures:
            .init(french: "donner des chiffres réservés", english: "give restricted figures to recipients")
        case .readForDuty:
            .init(french: "lire des données sans accord pour ses missions", english: "read data for duties of its own")
        case .buildingTotals:
            .init(french: "donner les totaux d'un immeuble", english: "give the totals of buildings to their managers")
        case .collectConsents: .init(french: "recueillir des accords", english: "collect consents")
        case .adviseOnTariffs: .init(french: "conseiller sur les tarifs", english: "advise on tariffs")
        case .divideSharedEnergy:
            .init(french: "répartir l'énergie partagée", english: "divide shared energy")
        }
    }
}
