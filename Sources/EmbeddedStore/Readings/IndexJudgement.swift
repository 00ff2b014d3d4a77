import GRDB
import Metering
import Store

extension RegisterReadings {
    /// Judges the indexes that a sealed import brought, and those around them, and gives what was found. Those that fit
    /// neither neighbour are set aside (`IndexWalk`): they are kept and never answer. Those that were set aside answer
    /// again where they fit now. Both are written as pages of the import, so what was known before stays. Returns how
    /// many of the import's own were set aside.
    ///
    /// The verdict follows from what was stated alone, never from the order of the files. It is given by register,
    /// 4,096 channels and month. Reads the import's own pages, and for each of these groups as many earlier and later
    /// ones as it takes to find four readings on either side, 32 at the most and 13 months away: yearly readings find
    /// each other.
    func judgeIndexes(
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
            var walk = IndexWalk(of: group.register, passage, found)
            try history.forEachChannel { try walk.judge($0, $1) }
            setAside += walk.ownSetAside
            let verdicts = walk.verdicts.map(PagedReading.init)
            if !verdicts.isEmpty {
                var changed = ReadingDays()
                changed.add(verdicts)
                try pool.write { [changed] db in
                    try ReadingPlace.save(verdicts, group.register, of: revision, db)
                    try ChangePage.save(changed.ranges, of: revision, db)
                }
            }
        }
        return setAside
    }
}

extension PagedReading {
    fileprivate init(_ verdict: IndexWalk.Verdict) {
        self.init(
            at: verdict.reading.at, value: verdict.reading.value, channel: verdict.channel, mark: verdict.reading.mark,
            answers: verdict.answers)
    }
}
