import Metering
import Testing

@testable import Disclosure

@Suite("Counting that cannot be gamed")
struct CountingTests {
    private let landlord = Holder(number: 1)

    @Test("counts eleven meters of one landlord as one holder, and two landlords among twelve as two")
    func landlords() throws {
        let gate = try Asking.gate()
        let same = Asking.energies(Array(repeating: 900, count: 11), holders: Array(repeating: landlord, count: 11))
        #expect(Asking.suppression(gate.judge(Asking.question(), same)) != nil)
        let mixed = Asking.energies(Array(repeating: 900, count: 12), holders: [landlord, landlord])
        #expect(Asking.release(gate.judge(Asking.question(), mixed))?.kept.contributingPoints == 12)
        let fewer = Asking.energies(Array(repeating: 900, count: 12), holders: [landlord, landlord, landlord])
        #expect(Asking.suppression(gate.judge(Asking.question(), fewer)) != nil)
    }

    @Test("does not count the points of who asks: an asker with k - 1 of k points gets nothing", arguments: 1...12)
    func askersOwn(own: Int) throws {
        let gate = try Asking.gate()
        var question = Asking.question()
        question.requester = Requester(controlling: Set((0..<own).map { PointID("p\($0)") }))
        let verdict = gate.judge(question, Asking.energies(Array(repeating: 900, count: 11 + own - 1)))
        #expect(Asking.suppression(verdict) != nil)
        let enough = gate.judge(question, Asking.energies(Array(repeating: 900, count: 11 + own)))
        #expect(Asking.release(enough)?.sum == Int64(900 * (11 + own)))
    }

    private static let names = (0..<14).map { PointID("p\($0)") }

    /// Who holds eleven of twelve meters and says nothing of it, in a list without keys.
    @Test("counts a point of an unknown holder as the asker's, who may hold it; known others' count")
    func unknownHolders() throws {
        let gate = try Asking.gate()
        var question = Asking.question()
        question.requester = Requester(besides: [])
        #expect(Asking.suppression(gate.judge(question, Asking.energies(Array(repeating: 900, count: 12)))) != nil)
        for (known, leaves) in [(10, false), (11, true)] {
            question.requester = Requester(controlling: [Self.names[0]], besides: Set(Self.names[1...known]))
            let verdict = gate.judge(question, Asking.energies(Array(repeating: 900, count: 14)))
            #expect((Asking.release(verdict)?.sum == 14 * 900) == leaves)
        }
    }

    @Test("counts unknown holders as others where the policy says so, and where every holder agreed")
    func independentHolders() throws {
        var question = Asking.question(kind: "building")
        question.requester = Requester(controlling: [Self.names[0]], besides: [])
        let gate = try Asking.gate("code-energie-d341-13", today: Asking.day)
        #expect(Asking.release(gate.judge(question, Asking.energies(Array(repeating: 900, count: 12)))) != nil)
        #expect(Asking.release(gate.judge(question, Asking.energies(Array(repeating: 900, count: 11)))) == nil)
        var agreed = Asking.question(consent: .day)
        agreed.requester = question.requester
        #expect(Asking.release(try Asking.gate().judge(agreed, Asking.energies([900, 900]))) != nil)
    }

    @Test("counts unknown holders in a curve as it does in a sum", arguments: [9, 10])
    func unknownHoldersOfCurve(known: Int) throws {
        let points = Self.names.prefix(11)
        let asker = Requester(controlling: [points[0]], besides: Set(points.dropFirst().prefix(known)))
        var sum = SetCurve(day: Asking.day, step: .minutes30, for: asker)
        for point in points {
            let curve = DayCurve(step: .minutes30, unit: .watt, values: Array(repeating: 100, count: 48))
            _ = sum.add(PointDay(channel: Channel(point: point), day: Asking.day, curve: curve))
        }
        var question = Asking.question(direction: .injection, step: .halfHour, expected: 11)
        (question.publicationDays, question.requester) = (1, asker)
        let verdict = try Asking.gate("code-energie-d111-63").judge(question, Undisclosed(sum))
        #expect((Asking.release(verdict) != nil) == (known == 10))
    }

    @Test("takes two who ask together for one: a point is another's where it is neither's")
    func together() {
        let (a, b, c) = (PointID("a"), PointID("b"), PointID("c"))
        let both = Requester(controlling: [a], besides: [b, c]).union(Requester(controlling: [b], besides: [a, c]))
        #expect(both.controls(a) && both.controls(b) && !both.mayControl(c) && both.mayControl(PointID("d")))
        #expect(Requester.outsider.union(both) == both)
        #expect(!Requester(controlling: [a]).mayControl(c))
    }

    @Test("gives the same words to the same asker, whatever the order: they are part of a fingerprint")
    func words() {
        let names = (0..<50).map { PointID("p\($0)") }
        let askers = (0..<5).map { _ in Requester(controlling: Set(names.shuffled())) }
        #expect(Set(askers.map { String(describing: $0) }).count == 1)
    }
}

@Suite("Dominance")
struct DominanceTests {
    @Test("holds a sum that the second largest reckons to within p %, and lets the next one leave")
    func pPercent() throws {
        // X - x1 - x2 = 8,800 + 7 * rest; at p = 100 a first of 9,000 needs 9,000 beside the second.
        let gate = try Asking.gate(dominance: 100)
        for (rest, isHeld) in [(Int64(28), true), (29, false)] {
            let totals = [9_000, 5_000, 4_400, 4_400] + Array(repeating: rest, count: 7)
            let verdict = gate.judge(Asking.question(), Asking.energies(totals))
            #expect((Asking.suppression(verdict) != nil) == isHeld)
        }
    }

    @Test("holds a sum of which one holder keeps less than half of his deviation, to who knows another")
    func deviation() throws {
        // 9,000² against three quarters of itself and nine times rest²: the second, 3,000, is known.
        for (rest, isHeld) in [(Int64(1_731), true), (1_733, false)] {
            let totals = [9_000, 3_000] + Array(repeating: rest, count: 9)
            let verdict = try Asking.gate().judge(Asking.question(), Asking.energies(totals))
            #expect((Asking.suppression(verdict) != nil) == isHeld)
        }
    }

    @Test("adds up a holder's points, and leaves out what the asker knows")
    func holders() throws {
        let homes = [Int64](repeating: 1_000, count: 11)
        let spread = homes + Array(repeating: 20_000, count: 6)
        #expect(Asking.release(try Asking.gate().judge(Asking.question(), Asking.energies(spread))) != nil)
        let factory = (0..<17).map { $0 < 11 ? Holder.itself : Holder(number: 7) }
        let owned = Asking.energies(spread, holders: factory)
        #expect(Asking.suppression(try Asking.gate().judge(Asking.question(), owned)) != nil)
        var asked = Asking.question()
        asked.requester = Requester(controlling: Set((11..<17).map { PointID("p\($0)") }))
        #expect(Asking.release(try Asking.gate().judge(asked, owned)) != nil)
    }

    @Test("lets no share above 85 % out, whatever p is", arguments: [1, 10, 50])
    func share(percent: Int) throws {
        let totals = [Int64(86_000)] + Array(repeating: Int64(1_400), count: 10)
        let verdict = try Asking.gate(dominance: percent).judge(Asking.question(), Asking.energies(totals))
        #expect(Asking.suppression(verdict) != nil)
    }

    @Test("holds a curve for one interval in which a holder dominates")
    func interval() throws {
        func curve(peak: Int32) -> Undisclosed<SetCurve> {
            var sum = SetCurve(day: Asking.day, step: .minutes30)
            for number in 0..<120 {
                var values = [Int32](repeating: 100, count: 48)
                if number == 3 { values[20] = peak }
                _ = sum.add(
                    PointDay(
                        channel: Channel(point: PointID("p\(number)")), day: Asking.day,
                        curve: DayCurve(step: .minutes30, unit: .watt, values: values)))
            }
            return Undisclosed(sum)
        }
        var question = Asking.question(.public, step: .halfHour, expected: 120)
        question.publicationDays = 1
        let gate = try Asking.gate("code-energie-d111-63")
        let release = try #require(Asking.release(gate.judge(question, curve(peak: 3_000))))
        #expect(release.curve?[20].value == 14_900)
        #expect(Asking.suppression(gate.judge(question, curve(peak: 120_000))) != nil)
    }

    @Test("does not apply where every holder agreed")
    func consent() throws {
        let verdict = try Asking.gate().judge(
            Asking.question(expected: 2, consent: .day), Asking.energies([1, 9_000_000]))
        #expect(Asking.release(verdict)?.sum == 9_000_001)
    }

    @Test("keeps p to itself: neither printed, nor reflected, nor in a verdict")
    func secret() throws {
        let rule = DominanceRule(percent: 37)
        #expect(!String(describing: rule).contains("37") && !String(reflecting: rule).contains("37"))
        var dumped = ""
        dump(rule, to: &dumped)
        #expect(!dumped.contains("37"))
        let totals = [Int64(86_000)] + Array(repeating: Int64(1_400), count: 10)
        let few = try Asking.gate(dominance: 37).judge(Asking.question(), Asking.energies([5, 6]))
        let dominated = try Asking.gate(dominance: 37).judge(Asking.question(), Asking.energies(totals))
        #expect(Asking.suppression(few) == Asking.suppression(dominated))
    }
}
