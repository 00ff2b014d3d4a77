package import Metering

/// The numbers that stand for channels: 1, 2, 3, … A number that an import was given stands for its channel for ever
/// once the import is sealed, also when it is then refused or undone. What refers to numbers (measures, sets, panels of
/// the guard) can never come to mean another household.
package protocol ChannelNumbering: Sendable {
    /// Costs one look-up in memory (and, the first time, reading all numbers): nil when nothing was ever received of
    /// it.
    func number(of channel: Channel) throws -> UInt32?

    /// Costs one look-up: nil of a number that was never given.
    func channel(_ number: UInt32) throws -> Channel?

    /// As `channel`, without a string for the point: nil of one whose point has no fourteen digits.
    func key(_ number: UInt32) throws -> ChannelKey?

    /// Costs nothing: the highest number that was given, 0 where none was. Arrays by number have room for it.
    func highestNumber() throws -> UInt32
}

/// What is known of metering points, who holds them, and the sets that they belong to: the latest kept statement of
/// each.
///
///     let known = ledger.known()
///     let sets = try catalogue.sets(known)
///     let (members, _) = try catalogue.members(of: "iris-380150203", known)
///
/// A port; every implementation passes `CatalogueConformance`. An `ImportSession` writes it.
package protocol Catalogue: ChannelNumbering {
    // MARK: points

    /// Costs the lists that describe the point: nil where none does. The latest one counts whole, but for the
    /// holder, the parent and the secrecy: a list that names none leaves the one that is known.
    func point(_ id: PointID, _ known: Known) throws -> MeteringPoint?

    /// Costs all points, in memory too: by identifier.
    func points(_ known: Known) throws -> [MeteringPoint]

    /// Costs the lists that came since it was asked last (the first time, all), and 12 to 20 bytes a point: what rules
    /// ask about connections.
    func facts(_ known: Known) throws -> PointFacts

    /// Costs the pages of points that name sub-meters, in memory too: which points are sub-meters of which.
    func subMeters(_ known: Known) throws -> SubMeters

    /// Costs the points with a class, in memory too: those of which nothing may be told.
    func secretPoints(_ known: Known) throws -> SecretPoints

    /// Costs one look-up: what kept files call a point that a person named, whatever the horizon, in no particular
    /// order.
    func usagePoints(namedAs point: PointID) throws -> [UsagePointName]

    /// Costs all holders where one has changed since it was asked last, else the channels that are new.
    func holders(_ known: Known) throws -> Holders

    // MARK: sets

    /// Costs all sets, not their members: by identifier. The latest import that speaks of a set defines it whole.
    func sets(_ known: Known) throws -> [PointSet]

    /// Costs the members of the set, as its latest import lists them, by carrier and direction, with the number of that
    /// import; none and 0 of a set that no import speaks of.
    func members(of set: String, _ known: Known) throws -> (members: [SetMembers], revision: Revision)

    /// Costs the members of the sets; those of one are in memory at a time.
    func forEachMembers(
        of sets: [PointSet], _ known: Known, _ body: (PointSet, [SetMembers], Revision) throws -> Void) throws

    /// Costs the members of sets that were defined since it was asked last: those of which a member agreed to share
    /// data.
    func withConsents(_ sets: [PointSet], _ known: Known) throws -> [PointSet]
}
