import Metering
import Store

/// What blocks answer, one block at a time.
extension EmbeddedCurveStore {
    /// Each answer of one block to a question; of a month block, each day in its newest revision that is seen.
    func forEachCurve(
        in place: BlockPlace, of question: Question,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, DayCurve) throws -> Void
    ) throws {
        guard place.isMonth else {
            let isForFew = question.sealed == nil && question.channels.areFew
            let block = try isForFew ? recent.block(at: place) { try read(place) } : read(place)
            let rows = isForFew ? block.rows(of: question.channels, in: place.channels) : block.rows
            for row in rows where question.days.contains(row.day) && question.channels.contains(row.channel) {
                let curve = try place.explainingDamage { () throws(CurveBlock.Damage) in try block.curve(of: row) }
                try body(row.channel, row.day, place.revision, curve)
            }
            return
        }
        try withMonth(at: place, question) { block, answers, bytes in
            try block.forEachRow(of: answers, bytes) { answer, layout, values, marks in
                for (index, day) in layout.days.enumerated() where answer.days & 1 << UInt32(day.index) != 0 {
                    let curve = layout.curve(ofDay: index, values, marks)
                    try body(answer.channel, day.day, layout.shape.revisions[index], curve)
                }
            }
        }
    }

    /// Each day of some channels that a block holds, in every revision.
    func forEachRevision(
        in place: BlockPlace, of channels: ChannelNumbers, _ days: ClosedRange<CivilDay>,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, DayCurve) throws -> Void
    ) throws {
        let question = Question(channels: channels, days: days, isForEveryRevision: true)
        try forEachCurve(in: place, of: question, body)
    }

    /// The totals of one block, without a look at its curves.
    func forEachTotal(
        in place: BlockPlace, of question: Question,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, _ total: Int64, QualityCounts) throws -> Void
    ) throws {
        guard place.isMonth else {
            for row in try rows(of: place)
            where question.days.contains(row.day) && question.channels.contains(row.channel) {
                try body(row.channel, row.day, place.revision, row.total, row.quality)
            }
            return
        }
        try withMonth(at: place, question) { block, answers, bytes in
            try block.forEachTotal(of: answers, bytes, body)
        }
    }

    /// Does some work on what a month block answers, and names the block where it is damaged.
    func withMonth(
        at place: BlockPlace, _ question: Question,
        _ work: (MonthBlock, [MonthBlock.Answer], BlockBytes) throws -> Void
    ) throws {
        let block = try head(of: place)
        let answers = block.answers(to: question)
        do {
            try work(block, answers, bytes(of: place))
        } catch let damage as CurveBlock.Damage {
            throw place.damaged(damage)
        }
    }

    func head(of place: BlockPlace) throws -> MonthBlock {
        let bytes = try segments.read(place.segment, at: place.offset, length: place.headLength)
        return try place.explainingDamage { () throws(CurveBlock.Damage) in
            let block = try MonthBlock(head: bytes)
            guard block.length == place.length else { throw CurveBlock.Damage(detail: "another length") }
            return block
        }
    }

    func bytes(of place: BlockPlace) -> BlockBytes {
        { [segments] range in
            try segments.read(
                place.segment, at: place.offset + Int64(range.lowerBound), length: range.count,
                padding: SeriesReader.padding)
        }
    }

    /// Reads a block of days.
    func read(_ place: BlockPlace) throws -> CurveBlock {
        let bytes = try segments.read(place.segment, at: place.offset, length: place.length)
        return try place.explainingDamage { () throws(CurveBlock.Damage) in try CurveBlock(bytes) }
    }
}
