import Foundation
import Metering
import Store

extension EmbeddedCurveStore {
    /// Adds blocks on all cores. Whole month blocks answer by their own sums.
    func synchronousCurves(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known
    ) throws -> [SynchronousCurve] {
        let question = Question(channels: channels, days: days, known: known)
        return try segments.whileReading { try sums(for: question) }
    }

    private func sums(for question: Question) throws -> [SynchronousCurve] {
        let days = question.days
        let places = try places(for: question)
        let alone = places.filter { !$0.overlaps }.map(\.0)
        let cores = max(1, min(ProcessInfo.processInfo.activeProcessorCount, alone.count))
        let parts = try (0..<cores).map { stride(from: $0, to: alone.count, by: cores).map { alone[$0] } }
            .concurrentMap { places in
                var sums = SynchronousCurves(days: days)
                for place in places {
                    if try !addSums(of: place, for: question, to: &sums) {
                        try addCurves(in: place, for: question, to: &sums)
                    }
                }
                return sums
            }
        var sums = parts.dropFirst().reduce(into: parts[0]) { $0.add($1) }
        var seen = SeenDays()
        for (place, overlaps) in places where overlaps {
            try addCurves(in: place, for: question, to: &sums) { seen.insert($0, $1) }
        }
        return sums.all
    }

    /// Adds a month block by its own sums, where the question is for all of it as it is; false where it is not.
    private func addSums(
        of place: BlockPlace, for question: Question, to sums: inout SynchronousCurves
    ) throws -> Bool {
        guard place.isMonth, question.channels.covers(place.channels) else { return false }
        let block = try head(of: place)
        guard block.shapes.allSatisfy({ $0.revisions.allSatisfy(question.sees) }) else { return false }
        let section = try bytes(of: place)(block.sumsRange)
        guard
            let kept = try place.explainingDamage({ () throws(CurveBlock.Damage) in
                try BlockSums(section, of: block)
            })
        else { return false }
        kept.add(to: &sums[kept.step, kept.unit], in: question.days)
        return true
    }

    private func addCurves(
        in place: BlockPlace, for question: Question, to sums: inout SynchronousCurves,
        where isFresh: (UInt32, CivilDay) -> Bool = { _, _ in true }
    ) throws {
        guard place.isMonth else {
            return try forEachCurve(in: place, of: question) { number, day, _, curve in
                if isFresh(number, day) { sums[curve.step, curve.unit].add(curve, on: day) }
            }
        }
        try withMonth(at: place, question) { block, answers, bytes in
            try block.forEachRow(of: answers, bytes) { answer, layout, values, marks in
                sums[layout.shape.step, layout.shape.unit].add(layout, values, marks) { index, day in
                    answer.days & 1 << UInt32(index) != 0 && isFresh(answer.channel, day)
                }
            }
        }
    }
}

extension SynchronousCurve {
    /// Adds some days of an unpacked row.
    fileprivate mutating func add(
        _ layout: RowLayout, _ values: [Int64], _ marks: [Mark], where isWanted: (Int, CivilDay) -> Bool
    ) {
        for (index, day) in layout.days.enumerated() where isWanted(day.index, day.day) {
            let range = layout.intervals(ofDay: index)
            add(
                values.span.extracting(range), marks.isEmpty ? marks.span : marks.span.extracting(range),
                on: day.day)
        }
    }
}
