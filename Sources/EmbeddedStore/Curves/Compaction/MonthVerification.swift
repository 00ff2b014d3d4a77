import Metering
import Store

extension EmbeddedCurveStore {
    /// Reads all of a month block and holds totals and sums against the curves; gives the number of its point-days.
    func verifyMonth(at place: BlockPlace) throws -> Int {
        let block = try head(of: place)
        let bytes = bytes(of: place)
        do {
            return try block.verify(bytes)
        } catch let damage as CurveBlock.Damage {
            throw place.damaged(damage)
        }
    }
}

extension MonthBlock {
    /// Throws `Damage` where a checksum, a total or a sum is not that of the curves.
    func verify(_ bytes: BlockBytes) throws -> Int {
        let everything = EmbeddedCurveStore.Question(
            channels: .all, days: firstDay...firstDay.advanced(by: MonthBlock.mostDays), isForEveryRevision: true)
        let answers = answers(to: everything)
        var (totals, sums): ([Int64], SynchronousCurves) = ([], SynchronousCurves(days: everything.days))
        var (channel, taken): (UInt32?, UInt32) = (nil, 0)
        try forEachRow(of: answers, bytes) { answer, layout, values, marks in
            if answer.channel != channel { (channel, taken) = (answer.channel, 0) }
            for (place, day) in layout.days.enumerated() {
                let curve = layout.curve(ofDay: place, values, marks)
                totals.append(curve.total)
                if taken & 1 << UInt32(day.index) == 0 { sums[curve.step, curve.unit].add(curve, on: day.day) }
            }
            taken |= answer.days
        }
        var kept: [Int64] = []
        try forEachTotal(of: answers, bytes) { _, _, _, total, _ in kept.append(total) }
        guard kept == totals else { throw Damage(detail: "a total differs") }
        if let block = try BlockSums(try bytes(sumsRange), of: self) {
            var stated = SynchronousCurves(days: everything.days)
            block.add(to: &stated[block.step, block.unit], in: everything.days)
            guard stated.all == sums.all else { throw Damage(detail: "a sum differs") }
        }
        return totals.count
    }
}
