import Metering
import Store
import Testing

@testable import EmbeddedStore

extension MeasureStoreConformance {
    @Suite("keeps curves, and")
    struct Curves {
        @Test("returns what was appended, once it is revealed and not before", arguments: StoreUnderTest.allCases)
        func reveals(candidate: StoreUnderTest) throws {
            try candidate.with { store, revision in
                let days = (0..<10).map { pointDay($0, Int32($0)) }
                let first = try revision()
                let writer = try store.writer(for: first)
                for day in days { try append(day, to: writer) }
                #expect(try writer.seal().curves == CurveChanges(added: 10))
                #expect(try all(store).isEmpty)
                #expect(try all(store, Known(upTo: first, isSealed: true)) == days)
                writer.reveal(knownAt: Instant(secondsSinceEpoch: 0))
                #expect(try all(store) == days)
            }
        }

        @Test("forgets a discarded revision whole", arguments: StoreUnderTest.allCases)
        func discards(candidate: StoreUnderTest) throws {
            try candidate.with { store, revision in
                try keep([pointDay(1, 100)], in: store, try revision())
                let second = try revision()
                let writer = try store.writer(for: second)
                try append(pointDay(1, 999), to: writer)
                try append(pointDay(2, 999), to: writer)
                _ = try writer.seal()
                try store.discard(second)
                #expect(try all(store) == [pointDay(1, 100)])
                let changes = try keep([pointDay(1, 100), pointDay(2, 5)], in: store, try revision())
                #expect(changes == CurveChanges(added: 1, unchanged: 1))
                #expect(try all(store) == [pointDay(1, 100), pointDay(2, 5)])
            }
        }

        /// So many days make a block of their own, which the second part of a day is merged with.
        @Test("completes no day from parts that a discarded revision brought", arguments: StoreUnderTest.allCases)
        func discardsParts(candidate: StoreUnderTest) throws {
            try candidate.with { store, revision in
                let days = (0..<CurveBlock.mostRows).map { CivilDay(daysSinceEpoch: 12_000 + Int32($0)) }
                func parts(_ value: Int32) -> [NumberedDay] {
                    days.map { pointDay(1, value, on: $0, missing: 0..<24) } + [
                        pointDay(1, 7, on: days[0], missing: 24..<48)
                    ]
                }
                let discarded = try revision()
                let writer = try store.writer(for: discarded)
                for day in parts(999) { try append(day, to: writer) }
                _ = try writer.seal()
                try store.discard(discarded)
                try keep(parts(5), in: store, try revision())
                let first = try #require(try all(store).first)
                #expect(first.curve.values[0] == 7 && first.curve.values[24] == 5)
                #expect(first.curve.isComplete)
            }
        }

        @Test("adds corrections and replays what was known before them", arguments: StoreUnderTest.allCases)
        func corrects(candidate: StoreUnderTest) throws {
            try candidate.with { store, revision in
                let first = try revision()
                try keep([pointDay(1, 100), pointDay(2, 100)], in: store, first, at: 10)
                let changes = try keep([pointDay(1, 150), pointDay(2, 100)], in: store, try revision(), at: 20)
                #expect(changes == CurveChanges(changed: 1, unchanged: 1))
                #expect(try all(store) == [pointDay(1, 150), pointDay(2, 100)])
                #expect(try all(store, Known(upTo: first)) == [pointDay(1, 100), pointDay(2, 100)])
                #expect(try all(store, Known(upTo: Revision(0))).isEmpty)
            }
        }

        @Test(
            "tells every revision of a day, from when it is known, and those after an import",
            arguments: StoreUnderTest.allCases)
        func revisions(candidate: StoreUnderTest) throws {
            try candidate.with { store, revision in
                let numbers = try [revision(), revision(), revision()]
                try keep([pointDay(1, 100), pointDay(2, 100)], in: store, numbers[0], at: 10)
                try keep([pointDay(1, 150), pointDay(2, 100)], in: store, numbers[1], at: 20)
                let writer = try store.writer(for: numbers[2])
                try append(pointDay(1, 7), to: writer)
                _ = try writer.seal()
                let days = someDay...someDay
                func found(after earlier: Revision?, _ known: Known = .everything) throws -> [[Int64]] {
                    var found: [[Int64]] = []
                    try store.forEachRevision(of: ChannelNumbers([channel(1)]), in: days, after: earlier, known) {
                        _, day, revision, since in
                        #expect(day == someDay)
                        found.append([revision.number, since.secondsSinceEpoch])
                    }
                    return found.sorted { $0[0] < $1[0] }
                }
                #expect(try found(after: nil) == [[numbers[0].number, 10], [numbers[1].number, 20]])
                #expect(try found(after: numbers[0]) == [[numbers[1].number, 20]])
                #expect(try found(after: numbers[1]).isEmpty)
                #expect(try found(after: nil, Known(upTo: numbers[0])) == [[numbers[0].number, 10]])
            }
        }

        @Test(
            "never loses a value to one interval that comes in another unit or on another step",
            arguments: StoreUnderTest.allCases)
        func otherUnits(candidate: StoreUnderTest) throws {
            try candidate.with { store, revision in
                let shapes = Unit.allCases.flatMap { unit in Step.allCases.map { (unit, $0) } }
                for (number, (unit, step)) in shapes.enumerated() {
                    let count = step.count(in: someDay)
                    let whole = DayCurve(step: step, unit: unit, values: Array(repeating: 720, count: count))
                    let day = NumberedDay(channel: channel(number), day: someDay, curve: whole)
                    try keep([day], in: store, try revision())
                    for (otherUnit, otherStep) in shapes {
                        var late = DayCurve(missing: day.day, step: otherStep, unit: otherUnit)
                        late.set(60, .measured, at: 2)
                        try keep(
                            [NumberedDay(channel: day.channel, day: day.day, curve: late)], in: store, try revision())
                        let found = try store.days(of: day.channel, in: day.day...day.day, .everything)
                        #expect(found.count == 1)
                        #expect(
                            found.first?.curve.isComplete == true, "\(unit) \(step), \(otherUnit) \(otherStep)")
                    }
                }
            }
        }

        @Test("writes nothing for what it knows already", arguments: StoreUnderTest.allCases)
        func idempotent(candidate: StoreUnderTest) throws {
            try candidate.with { store, revision in
                let days = (0..<100).map { pointDay($0, Int32($0), missing: 0..<$0 % 3) }
                try keep(days, in: store, try revision())
                for _ in 0..<3 {
                    #expect(try keep(days.shuffled(), in: store, try revision()) == CurveChanges(unchanged: 100))
                }
                #expect(try all(store) == days.sorted { $0.channel < $1.channel })
            }
        }

        @Test(
            "completes a day from parts, in any order and within one revision too", arguments: StoreUnderTest.allCases)
        func completes(candidate: StoreUnderTest) throws {
            try candidate.with { store, revision in
                let morning = pointDay(1, 100, missing: 24..<48)
                let evening = pointDay(1, 100, missing: 0..<24)
                try keep([evening], in: store, try revision())
                try keep([morning], in: store, try revision())
                try keep(
                    [evening, morning].map { NumberedDay(channel: channel(2), day: $0.day, curve: $0.curve) },
                    in: store, try revision())
                #expect(try all(store).map(\.curve) == [pointDay(1, 100).curve, pointDay(1, 100).curve])
            }
        }

        @Test(
            "answers for the channels and days asked for, with totals like the curves'",
            arguments: StoreUnderTest.allCases)
        func selects(candidate: StoreUnderTest) throws {
            try candidate.with { store, revision in
                var days: [NumberedDay] = []
                for number in 0..<20 {
                    for offset in 0..<10 {
                        let day = someDay.advanced(by: offset)
                        days.append(pointDay(number, Int32(number * 100 + offset), on: day, missing: 0..<offset % 2))
                    }
                }
                try keep(days, in: store, try revision())
                let range = someDay.advanced(by: 2)...someDay.advanced(by: 4)
                let wanted = ChannelNumbers([channel(3), channel(7), channel(99)])
                var (curves, totals): ([NumberedTotal], [NumberedTotal]) = ([], [])
                try store.forEachDay(of: wanted, in: range, .everything) {
                    curves.append(
                        NumberedTotal(channel: $0, day: $1, revision: $2, total: $3.total, quality: $3.qualityCounts))
                }
                try store.forEachTotal(of: wanted, in: range, .everything) {
                    totals.append(NumberedTotal(channel: $0, day: $1, revision: $2, total: $3, quality: $4))
                }
                #expect(curves.count == 6)
                #expect(Set(curves) == Set(totals))
                #expect(
                    try store.days(of: channel(7), in: range, .everything).map(\.day)
                        == (2...4).map(someDay.advanced(by:)))
            }
        }
    }
}
