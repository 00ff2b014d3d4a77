/// What whoever receives restricted figures may not do with them, as every such document says.
///
/// Sources: Code de l'énergie D.111-55 VIII and D.341-17 (nobody rebuilds the data of single points); Smarter Together
/// D3.4.2 (2018), section 4.3 (restricted figures are never published nor passed on).
package struct RestrictedTerms: Hashable, Sendable, Encodable {
    package let en: String
    package let fr: String

    package static let all = RestrictedTerms(
        en: """
            Restricted figures, for the recipient and the use named here. They may not be passed on or published. \
            Rebuilding the data of single points from them, alone or with other data, is forbidden.
            """,
        fr: """
            Données restreintes, pour le destinataire et l'usage nommés ici. Il est interdit de les transmettre ou de \
            les publier, et de reconstituer les données de points individuels, seules ou avec d'autres données.
            """)

    /// Both languages in one cell.
    package var text: String { "\(fr) / \(en)" }
}
