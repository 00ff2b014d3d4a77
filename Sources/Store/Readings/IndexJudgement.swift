import GRDB
package import Metering

/// What may flow between two indexes of one register.
package enum IndexPassage: Sendable {
    case possible
    /// The later one is smaller.
    case falls
    /// More than the connection carries.
    case tooMuch
}

/// An index, and the one before or after it that it does not go with.
package struct IndexInTime: Sendable {
    package enum Finding: Sendable {
        /// It fits neither what is before it nor what is after: it does not answer from now on.
        case setAside
        /// It was set aside, and answers again since what is around it is known better.
        case countsAgain
        /// It answers, and so does the one before it: which of them is wrong cannot be told.
        case doubted
        /// It answers, and is smaller than the one before it.
        case falls
    }

    package let finding: Finding
    package let register: Register
    package let channel: UInt32
    package let reading: KnownReading
    /// Nil of one that counts again and is alone.
    package let neighbour: KnownReading?
}

extension RegisterReadings {
    /// Judges the indexes that a sealed import brought, and those around them, and gives what was found. Those that fit
    /// neither neighbour are set aside (`IndexWalk`): they are kept and never answer. Those that were set aside answer
    /// again where they fit now. Both are written as pages of the import, so what was known before stays. Returns how
    /// many of the import's own were set aside.
    ///
    /// The verdict follows from what was stated alone, never from the order of the files. It is given by register, 4,096
    /// channels and month. Reads the import's own pages, and for each of these groups as many earlier and later ones as
    /// it takes to find four readings on either side, 32 at the most and 13 months away: yearly readings find each
    /// other.
    package func judgeIndexes(
        of sealed: Known,
        _ passage:
            @escaping (_ channel: UInt32, _ opening: KnownReading, _ closing: KnownReading) throws -> IndexPassage,
        _ found: @escaping (IndexInTime) throws -> Void
    ) throws -> Int {
        let revision = sealed.horizon
        let (groups, lastPage) = try pool.read { try IndexGroup.fetchAll(sealed: revision, $0) }
        var setAside = 0
        for group in groups {
            let history = try pool.read { try IndexHistory(of: group, sealed: revision, lastPage: lastPage, $0) }
            var walk = IndexWalk(history, passage, found)
            try walk.judge()
            setAside += walk.ownSetAside
            let verdicts = walk.verdicts
            if !verdicts.isEmpty {
                try pool.write { try ReadingPlace.save(verdicts, group.register, of: revision, $0) }
            }
        }
        return setAside
    }
}
