/// Which territories lie in which, by lists of one vintage and by what codes say themselves.
///
/// A territory may lie in several: a commune in its département and in its EPCI. Built in one pass over the links; an
/// answer costs as many steps as there are territories above.
package struct TerritoryTree: Sendable {
    private var parents: [Territory: Set<Territory>] = [:]

    /// Two territories would each lie in the other.
    package struct Loop: Error, Hashable, CustomStringConvertible {
        package let territory: Territory

        package var description: String {
            "\(territory.kind.rawValue) \(territory.code) would lie in itself: correct the list of territories"
        }
    }

    package init(_ links: [(child: Territory, parent: Territory)]) throws(Loop) {
        for (child, parent) in links { parents[child, default: []].insert(parent) }
        for child in parents.keys where ancestors(of: child).contains(child) { throw Loop(territory: child) }
    }

    /// The territories that one lies in directly.
    package func parents(of territory: Territory) -> Set<Territory> {
        var parents = parents[territory] ?? []
        if let own = territory.parent { parents.insert(own) }
        return parents
    }

    /// All that a territory lies in, itself left out.
    package func ancestors(of territory: Territory) -> Set<Territory> {
        var (found, waiting): (Set<Territory>, [Territory]) = ([], [territory])
        while let next = waiting.popLast() {
            for parent in parents(of: next) where found.insert(parent).inserted { waiting.append(parent) }
        }
        return found
    }

    /// Whether one territory is another or lies in it.
    package func contains(_ outer: Territory, _ inner: Territory) -> Bool {
        outer == inner || ancestors(of: inner).contains(outer)
    }
}
