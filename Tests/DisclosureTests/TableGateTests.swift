import Metering
import TestKit
import Testing

@testable import Disclosure

/// Gate P6, for tables that come one after the other.
@Suite("Tables judged whole")
struct TableGateTests {
    private let policy: Policy

    init() throws { policy = try PolicyLibrary().policy("code-energie-d111-53") }

    /// Six communes in two EPCI; homes and shops; two years.
    private struct Land {
        let energies: [Int: [Int64]]
        let communes: [Panel]
        let homes: Panel
        let shops: Panel

        init(seed: UInt64) {
            var random = SeededGenerator(seed: seed)
            var (communes, homes, shops): ([Panel], [UInt32], [UInt32]) = ([], [], [])
            var next: UInt32 = 0
            for _ in 0..<6 {
                let sizes = [[4, 15, 30], [1, 2, 6]].map { UInt32($0.randomElement(using: &random) ?? 9) }
                communes.append(Panel(next..<next + sizes[0] + sizes[1]))
                homes += next..<next + sizes[0]
                shops += next + sizes[0]..<next + sizes[0] + sizes[1]
                next += sizes[0] + sizes[1]
            }
            energies = Dictionary(
                uniqueKeysWithValues: [2026, 2027].map { year in
                    (year, (0..<next).map { _ in Int64.random(in: 1_500_000...9_000_000, using: &random) })
                })
            (self.communes, self.homes, self.shops) = (communes, Panel(homes), Panel(shops))
        }

        var undisclosed: [Int: Undisclosed<SetEnergies>] {
            energies.mapValues { year in
                Undisclosed(
                    SetEnergies(
                        members: year.enumerated().map {
                            .init(number: UInt32($0.offset), total: $0.element, quality: .measured)
                        }))
            }
        }

        func energy(of panels: [Int: Panel]) -> Int64 {
            panels.reduce(0) { sum, part in
                part.value.points.reduce(sum) { $0 + (energies[part.key]?[Int($1)] ?? 0) }
            }
        }
    }

    private func line(
        _ id: String, _ kind: String, _ panel: Panel, years: [Int], sector: Policy.Sector? = nil
    ) throws -> TableLine {
        let first = try #require(CivilDay(year: years[0], month: 1, day: 1))
        let last = try #require(CivilDay(year: years[years.count - 1], month: 12, day: 31))
        var question = FigureRequest(
            set: PointSet(id: id, kind: kind, useCase: "table", visibility: .public, figureStep: .year),
            carrier: .electricity,
            direction: .extraction, period: first...last, expectedPoints: panel.count, consent: nil)
        question.sector = sector
        return TableLine(question, panels: Dictionary(uniqueKeysWithValues: years.map { ($0, panel) }))
    }

    private func lines(_ land: Land, _ spans: [[Int]], bySector: Bool) throws -> [TableLine] {
        let territories =
            land.communes.enumerated().map { ("c\($0.offset)", "commune", $0.element) }
            + [0, 3].map { first in
                ("e\(first)", "epci", land.communes[first..<first + 3].reduce(Panel([])) { $0.union($1) })
            }
        return try territories.flatMap { id, kind, panel in
            try spans.flatMap { years in
                let parts: [(Policy.Sector?, Panel)] =
                    bySector ? [(.residential, land.homes), (.tertiary, land.shops)] : []
                return try ([(nil, panel)] + parts.map { ($0, panel.intersection($1)) }).map {
                    try line(id, kind, $1, years: years, sector: $0)
                }
            }
        }
    }

    private func judge(
        _ lines: [TableLine], _ land: Land, after earlier: [TableGate.Judged] = []
    ) throws -> [TableGate.Judged] {
        let today = try #require(CivilDay(year: 2028, month: 1, day: 10))
        return TableGate(
            policy: policy, dominance: DominanceRule(), today: today,
            Population(points: land.energies[2026]?.count ?? 0)
        ).judge(
            lines, land.undisclosed,
            after: earlier.map { .init(panels: $0.line.panels, isPublished: sum(of: $0) != nil) })
    }

    private func sum(of judged: TableGate.Judged) -> Int64? {
        if case .released(let release) = judged.verdict { release.sum } else { nil }
    }

    /// What the attacker is left with for a group, as a share of the truth: a variable for each point and year.
    private func narrowest(_ groups: [[Int: Panel]], _ land: Land, _ published: [TableGate.Judged]) -> Double {
        let count = land.energies[2026]?.count ?? 0
        func columns(_ panels: [Int: Panel]) -> [Int] {
            panels.flatMap { year, panel in panel.points.map { Int($0) + (year - 2026) * count } }
        }
        let program = LinearProgram(
            columns: Array(repeating: 0 ... .infinity, count: 2 * count),
            rows: published.compactMap { judged in
                sum(of: judged).map { sum in
                    let columns = columns(judged.line.panels)
                    return LinearProgram.Row(
                        columns: columns, coefficients: columns.map { _ in 1 },
                        bounds: Double(sum - 500)...Double(sum + 500))
                }
            })
        return groups.map { group in
            let (least, greatest) = (program.least(of: columns(group)), program.greatest(of: columns(group)))
            return ((greatest?.value ?? 0) - (least?.value ?? 0)) / Double(max(1, land.energy(of: group)))
        }.min() ?? .infinity
    }

    @Test("P6: what one table holds back stays unknown with all later ones", arguments: 0..<6)
    func oneAfterTheOther(seed: Int) throws {
        let land = Land(seed: UInt64(seed))
        let first = try judge(try lines(land, [[2026]], bySector: false), land)
        let second = try judge(
            try lines(land, [[2026, 2027], [2026], [2027]], bySector: true), land, after: first)
        // A commune with one point less, asked for afterwards.
        let less = Panel(land.communes[2].points.dropLast())
        let third = try judge([try line("c2-less", "commune", less, years: [2026])], land, after: first + second)
        let all = first + second + third
        let held = all.filter { !$0.isLawfulAlone }.map(\.line.panels).filter { land.energy(of: $0) > 0 }
        #expect(!held.isEmpty)
        #expect(narrowest(held, land, all) >= 0.199)
        let one = [2026: land.communes[2].subtracting(less)]
        #expect(narrowest([one], land, all) >= 0.199)
        #expect(all.count { sum(of: $0) != nil } > all.count / 5)
        let again = try judge(try lines(land, [[2026]], bySector: false), land, after: all)
        for (now, before) in zip(again, first) where sum(of: before) != nil { #expect(sum(of: now) == sum(of: before)) }
    }

    @Test("says the same of a line with few points and of one that would give another away")
    func words() throws {
        let land = Land(seed: 1)
        let judged = try judge(try lines(land, [[2026]], bySector: true), land)
        var words: [String?: Set<String>] = [:]
        for line in judged {
            guard case .suppressed(let suppression) = line.verdict, suppression.partial == nil else { continue }
            words[suppression.rule, default: []].insert(suppression.recordedReason)
        }
        #expect(!words.isEmpty && words.values.allSatisfy { $0.count == 1 })
    }

    @Test("gives a total over few hidden points as a partial one, and never in full afterwards")
    func partial() throws {
        let communes = [0..<40, 40..<44, 44..<90].map { Panel($0.map(UInt32.init)) }
        let whole = communes.reduce(Panel([])) { $0.union($1) }
        var land = try communes.enumerated().map { try line("c\($0.offset)", "commune", $0.element, years: [2026]) }
        land.append(try line("epci", "epci", whole, years: [2026]))
        let energies = [
            2026: Undisclosed(
                SetEnergies(
                    members: (0..<90).map { .init(number: $0, total: 3_000_000, quality: .measured) }))
        ]
        let today = try #require(CivilDay(year: 2027, month: 1, day: 10))
        let gate = TableGate(
            policy: policy, dominance: DominanceRule(), today: today, Population(points: 90))
        let judged = gate.judge(land, energies, after: [])
        #expect(judged.map(sum) == [120_000_000, nil, 138_000_000, nil])
        guard case .suppressed(let suppression) = judged[3].verdict else { return }
        #expect(suppression.partial == 258_000_000)
        let earlier = judged.map { TableLine.Earlier(panels: $0.line.panels, isPublished: sum(of: $0) != nil) }
        let later = gate.judge([land[3]], energies, after: earlier)
        #expect(later.map(sum) == [nil])
    }
}
