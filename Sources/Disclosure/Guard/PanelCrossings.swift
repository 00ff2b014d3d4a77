/// Panels that cross: each has points that the other has not, and they have some in common. Territories that lie in
/// each other, or apart, do not.
///
/// Where many panels cross in a point, their combinations close in on it however each of them is masked, and noise of
/// its days averages away. So a point is in few panels that cross others in it (reliability R6).
struct PanelCrossings {
    private let structure: Atoms
    private let newest: Atoms.PanelID

    init(_ structure: Atoms, _ newest: Atoms.PanelID) { (self.structure, self.newest) = (structure, newest) }

    /// The panels that cross each other in an atom of the newest, where with it these are more than `most`; nil where
    /// they are nowhere. Costs the panels of its atoms.
    func tooMany(_ most: Int) -> [Atoms.PanelID]? {
        let own = structure.atomsOfPanel[newest]
        guard own.contains(where: { structure.atoms[$0].panels.count > most }) else { return nil }
        var known: [Pair: Bool] = [:]
        func cross(_ one: Atoms.PanelID, _ other: Atoms.PanelID) -> Bool {
            let pair = Pair(one: min(one, other), other: max(one, other))
            if let known = known[pair] { return known }
            known[pair] = isCrossing(pair)
            return known[pair] ?? false
        }
        for atom in own {
            let panels = structure.atoms[atom].panels
            guard panels.count > most, panels.contains(where: { $0 != newest && cross($0, newest) }) else { continue }
            let crossing = panels.filter { one in panels.contains { $0 != one && cross(one, $0) } }
            if crossing.count > most { return crossing.filter { $0 != newest } }
        }
        return nil
    }

    private struct Pair: Hashable {
        let one: Atoms.PanelID
        let other: Atoms.PanelID
    }

    private func isCrossing(_ pair: Pair) -> Bool {
        hasMore(pair.one, than: pair.other) && hasMore(pair.other, than: pair.one)
    }

    private func hasMore(_ one: Atoms.PanelID, than other: Atoms.PanelID) -> Bool {
        structure.atomsOfPanel[one].contains { !structure.atoms[$0].panels.contains(other) }
    }
}
