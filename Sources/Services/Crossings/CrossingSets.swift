import Disclosure
package import Metering
package import Store

/// The sets of which points lie in more sets that cross each other than the guard lets leave in a month: what an
/// operator should know when a list of sets is imported, before figures are held.
///
/// What somebody sees is asked: everybody the public sets, each recipient those of its agreements besides.
package struct CrossingSets {
    /// A set that is too many for some of its points.
    package struct Crowd: Hashable, Sendable, Encodable {
        package let set: String
        /// Who sees all these sets; nil: everybody.
        package let recipient: String?
        /// How many of its points are in too many sets.
        package let points: Int
        /// The sets that cross others in the most crowded of them, this one included.
        package let crossings: Int
        /// How many may leave in a month.
        package let most: Int
    }

    private let catalogue: any Catalogue
    private let releases: any ReleaseRegister

    package init(_ catalogue: any Catalogue, _ releases: any ReleaseRegister) {
        (self.catalogue, self.releases) = (catalogue, releases)
    }

    /// The crowded sets on a day, by name: each as the one who sees most of them sees it. Costs the members of all sets
    /// without consent, in memory too.
    package func crowds(on day: CivilDay, _ known: Known) throws -> [Crowd] {
        let most = Protection.mostCrossings
        let agreements = try releases.agreements()
        var crowds: [String: Crowd] = [:]
        for sets in try panels(on: day, known).values {
            for recipient in [nil] + Set(agreements.map(\.agreement.recipient)).sorted() {
                let uses = agreements.filter { $0.agreement.recipient == recipient && ($0.lastDay ?? day) >= day }
                let seen = sets.filter { asked in
                    asked.set.visibility == .public
                        || uses.contains { $0.agreement.uses.contains(asked.set.useCase) }
                }
                var crossing = CrossingPanels(seen.map(\.panel))
                for crowd in crossing.crowds(beyond: most) {
                    let set = seen[crowd.panel].set.id
                    guard crowd.crossings > crowds[set]?.crossings ?? 0 else { continue }
                    crowds[set] = Crowd(
                        set: set, recipient: recipient, points: crowd.points, crossings: crowd.crossings, most: most)
                }
            }
        }
        return crowds.values.sorted { $0.set < $1.set }
    }

    /// The members of each set on the day, where not all of them agreed.
    private func panels(on day: CivilDay, _ known: Known) throws -> [EnergyKind: [(set: PointSet, panel: Panel)]] {
        var panels: [EnergyKind: [(set: PointSet, panel: Panel)]] = [:]
        try catalogue.forEachMembers(of: catalogue.sets(known), known) { set, kinds, _ in
            for members in kinds {
                let (channels, consent) = members.present(throughout: day...day)
                guard consent == nil, !channels.isEmpty else { continue }
                let kind = EnergyKind(carrier: members.carrier, direction: members.direction)
                panels[kind, default: []].append((set, Panel(channels)))
            }
        }
        return panels
    }
}
