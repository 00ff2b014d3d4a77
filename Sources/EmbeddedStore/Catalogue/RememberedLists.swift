import GRDB
package import Metering
package import Store
import Synchronization

/// What lists said that were read before. Imports are never changed once they are kept, so what was read of one stays
/// true: only what came since is read.
struct RememberedLists {
    /// What is known of connections up to an import.
    var facts: (points: PointFacts, upTo: Revision) = (PointFacts(), Revision(0))
    /// Who holds what after the last import that said something of it.
    var holders: (known: Holders, latest: Revision, subMeters: SubMeters)?
    /// Whether any member of a set agreed to share data, by the set and the import that defines it.
    var consents: [SetVersion: Bool] = [:]

    struct SetVersion: Hashable {
        let set: String
        let revision: Revision
    }
}

extension EmbeddedCatalogue {
    /// What rules ask about all points, in little memory. The lists that came since it was asked
    /// for last are read.
    package func facts(_ known: Known) throws -> PointFacts {
        let horizon = known.horizon
        return try pool.read { db in
            try remembered.withLock { lists in
                if lists.facts.upTo > horizon {
                    var facts = PointFacts()
                    try PointPage.forEach(upTo: horizon, db) { facts.add($0, $1) }
                    return facts
                }
                // Taken out meanwhile: what a damaged page interrupts is read again from the start.
                var (facts, last) = lists.facts
                lists.facts = (PointFacts(), Revision(0))
                try PointPage.forEach(after: last, upTo: horizon, db) { facts.add($0, $1) }
                last = horizon
                lists.facts = (facts, last)
                return facts
            }
        }
    }

    /// Who holds several points, by the numbers of their channels. All holders are read where one has changed; else
    /// only the channels that are new.
    package func holders(_ known: Known) throws -> Holders {
        let horizon = known.horizon
        let before = remembered.withLock { $0.holders }
        let subMeters = try subMeters(known)
        let (read, latest, written) = try pool.read { db in
            let latest = try PointHolders.latest(upTo: horizon, db)
            let written = UInt32(try ChannelPage.count(db))
            if let before, before.latest == latest, before.subMeters == subMeters {
                return (before.known, latest, written)
            }
            return (Holders(try PointHolders.keys(upTo: horizon, db), subMeters), latest, written)
        }
        var holders = read
        try holders.extend(over: channels, upTo: written)
        remembered.withLock { [holders] in $0.holders = (holders, latest, subMeters) }
        return holders
    }

    /// Those of some sets of which a member agreed to share data.
    package func withConsents(_ sets: [PointSet], _ known: Known) throws -> [PointSet] {
        try pool.read { db in
            try sets.filter { set in
                let version = RememberedLists.SetVersion(
                    set: set.id, revision: try EmbeddedCatalogue.lastImport(of: set.id, upTo: known.horizon, db))
                if let answer = remembered.withLock({ $0.consents[version] }) { return answer }
                let hasConsents = try SetPage.load(set.id, of: version.revision, db).contains(where: \.hasConsents)
                remembered.withLock { $0.consents[version] = hasConsents }
                return hasConsents
            }
        }
    }
}

extension PointFacts {
    fileprivate mutating func add(_ entries: [PointPage.Entry], _ terms: [MeteringPoint]) {
        var connections = terms.map { Connection($0) }
        let points = entries.map { entry in
            // Terms are shared by many points, the day on which one was taken out of service is its own.
            guard entry.until != nil else { return (entry.id, entry.terms) }
            connections.append(Connection(entry.point(terms, subMeter: nil)))
            return (entry.id, connections.count - 1)
        }
        add(points, of: connections)
    }
}
