import Disclosure
import Metering
import TestKit
import Testing

@Suite("Quartiles")
struct QuartilesTests {
    private static let cases: [(values: [Int64], quartiles: [Int64])] = [
        ([1_000, 2_000, 3_000, 4_000, 5_000], [2_000, 3_000, 4_000]),
        ([1_000, 2_000, 3_000, 4_000], [2_000, 3_000, 4_000]),
        ([1_001], [2_000, 2_000, 2_000]),
        ([10_000, 20_000, 40_000, 80_000, 160_000, 320_000], [25_000, 60_000, 140_000]),
    ]

    private func quartiles(
        _ values: [Int64], consent: Membership.Consent? = nil, holders: [Holder] = [],
        requester: Requester = .outsider, gate: DisclosureGate? = nil
    ) throws -> [Int64]? {
        var question = Asking.question(consent: consent)
        question.requester = requester
        let verdict = try (gate ?? Asking.gate()).judge(question, Asking.energies(values, holders: holders))
        return Asking.release(verdict)?.quartiles.map { [$0.first, $0.median, $0.third] }
    }

    @Test("follow Hyndman and Fan's definition 7 with everybody's consent, rounded up to the kilowatt-hour")
    func interpolated() throws {
        for (values, expected) in QuartilesTests.cases {
            #expect(try quartiles(values.shuffled(), consent: .day) == expected)
        }
    }

    @Test("are means of the five members around each quartile without it, rounded up to the kilowatt-hour")
    func centralMeans() throws {
        let fifty = (1...50).map { Int64($0 * 1_000) }
        // Ranks 11…15, 22…26 and 34…38 from 0.
        #expect(try quartiles(fifty.shuffled()) == [14_000, 25_000, 37_000])
        let squares = (1...51).map { Int64($0 * $0 * 100) }
        // Sums of the squares of 12…16, 24…28 and 36…40 times 100, over 5.
        #expect(try quartiles(squares.shuffled()) == [20_000, 68_000, 145_000])
        let members = (1...101).map { Int64($0 * 1_000) }
        #expect(try quartiles(members.shuffled()) == [26_000, 51_000, 76_000])
    }

    @Test("are missing where five neighbours are fewer than three holders apart from the asker")
    func windows() throws {
        let values = (1...61).map { Int64($0 * 1_000) }
        #expect(try quartiles(values) == [16_000, 31_000, 46_000])
        // The median's five neighbours, ranks 28…32, are two holders.
        let holders = (0..<61).map { 28...32 ~= $0 ? Holder(number: $0 < 31 ? 1 : 2) : .itself }
        #expect(try quartiles(values, holders: holders) == nil)
        let asker = Requester(controlling: Set((14...16).map { PointID("p\($0)") }))
        #expect(try quartiles(values, requester: asker) == nil)
    }

    @Test(
        "leave without consent where eleven members are beyond each outer window only",
        arguments: [(49, false), (50, true)])
    func fewest(size: Int, leaves: Bool) throws {
        let question = Asking.question(.public, direction: .injection)
        let verdict = try Asking.gate("code-energie-d111-63").judge(
            question, Asking.energies(Array(repeating: 900, count: size)))
        let release = try #require(Asking.release(verdict))
        #expect((release.quartiles != nil) == leaves && release.sum == Int64(900 * size))
    }

    @Test("stay behind where one of the members beyond the third shows, and the sum leaves")
    func tail() throws {
        let values = (0..<60).map { $0 == 59 ? Int64(60_000) : 9_000 + Int64($0) }
        let verdict = try Asking.gate().judge(Asking.question(.restricted), Asking.energies(values))
        let release = try #require(Asking.release(verdict))
        #expect(release.quartiles == nil && release.sum == values.reduce(0, +))
    }

    /// Gate P3, on annual totals to the watt-hour: rounding would only hide what a definition gives away.
    @Test("equal no household in 500 sets, where plain quartiles do in every set of odd size")
    func nobody() throws {
        var random = SeededGenerator(seed: 341)
        let (safe, plain) = (try gate(.centralMean), try gate(.interpolated))
        var (found, foundPlain, odd) = (0, 0, 0)
        for _ in 0..<500 {
            let size = Int.random(in: 50...160, using: &random)
            let households = (0..<size).map { _ in Int64.random(in: 500_000...12_000_000, using: &random) }
            let members = Set(households)
            let safely = try #require(try quartiles(households, gate: safe))
            if safely.contains(where: members.contains) { found += 1 }
            let plainly = try #require(try quartiles(households, consent: .day, gate: plain))
            if plainly.contains(where: members.contains) { foundPlain += 1 }
            odd += size % 2
        }
        #expect(found == 0 && foundPlain == odd)
    }

    @Test("solve for no rank of a set, with its sum: none is in the span of the four", arguments: 50...80)
    func span(size: Int) throws {
        // Each figure as the weights of the ranks: a set with energy at one rank more than at another tells them.
        let safe = try gate(.centralMean)
        let level = Int64(1_000_000)
        let base = try #require(try quartiles(Array(repeating: level, count: size), gate: safe))
        var rows = [Array(repeating: 1.0, count: size), [], [], []]
        for rank in 0..<size {
            // Ranks from `rank` on are 5 Wh higher: the difference of neighbours is the weight of a rank.
            let values = (0..<size).map { level + ($0 >= rank ? 5 : 0) }
            let raised = try #require(try quartiles(values, gate: safe))
            for quarter in 0..<3 { rows[quarter + 1].append(Double(raised[quarter] - base[quarter])) }
        }
        for quarter in 1...3 { rows[quarter] = zip(rows[quarter], rows[quarter].dropFirst() + [0]).map { $0 - $1 } }
        #expect(rows.dropFirst().allSatisfy { $0.count { $0 == 1 } == 5 && $0.count { $0 == 0 } == size - 5 })
        for rank in 0..<size {
            let victim = (0..<size).map { $0 == rank ? 1.0 : 0 }
            #expect(QuartilesTests.rank(rows + [victim]) == QuartilesTests.rank(rows) + 1)
        }
    }

    /// By elimination with the largest pivot.
    private static func rank(_ matrix: [[Double]]) -> Int {
        var (rows, rank) = (matrix, 0)
        for column in matrix[0].indices where rank < rows.count {
            guard let pivot = rows.indices[rank...].max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }),
                abs(rows[pivot][column]) > 1e-9
            else { continue }
            rows.swapAt(rank, pivot)
            for row in rows.indices where row > rank {
                let factor = rows[row][column] / rows[rank][column]
                for index in rows[row].indices { rows[row][index] -= factor * rows[rank][index] }
            }
            rank += 1
        }
        return rank
    }

    private func gate(_ form: Quartiles.Form) throws -> DisclosureGate {
        let consent = form == .interpolated ? #""consent": "day","# : ""
        var library = try PolicyLibrary()
        let text = """
            {"id": "watt-hours", "title": "t", "source": {"document": "d", "section": "s", "text": ["x"]},
             "validFrom": "2020-01-01", "delayDays": 2, "rules": [{"id": "r", "direction": "extraction",
             "granularity": "day", "usages": ["restricted"], \(consent) "minimumPoints": 11, "forms": ["quartiles"],
             "quartileUnit": 1, "quartileForm": "\(form.rawValue)", "because": "b"}]}
            """
        try library.add(Array(text.utf8), name: "watt-hours.json")
        return DisclosureGate(policy: try library.policy("watt-hours"))
    }
}
