import Metering
import TestKit
import Testing

@testable import Disclosure

/// Registers may hold any number: one garbled file must not stop every later publication.
@Suite("Energies of any size")
struct HugeEnergiesTests {
    private static func amount(_ random: inout SeededGenerator) -> Int64 {
        let bits = Int.random(in: 0..<64, using: &random)
        let any = Int64.random(in: .min ... .max, using: &random)
        return [.min, .max, 1 << 53, any, any >> Int64(bits), 900].randomElement(using: &random) ?? 0
    }

    @Test("are judged without a trap; a sum that leaves is the sum", arguments: 0..<300 as Range<UInt64>)
    func gate(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let totals = (0..<Int.random(in: 1...140, using: &random)).map { _ in HugeEnergiesTests.amount(&random) }
        let holders = totals.map { _ in Holder(number: UInt32.random(in: 0...9, using: &random)) }
        for policy in try PolicyLibrary().policies.values {
            for consent in [nil, Membership.Consent.day] {
                let gate = DisclosureGate(policy: policy, dominance: DominanceRule(percent: 100))
                let verdict = gate.judge(
                    Asking.question(.public, consent: consent), Asking.energies(totals, holders: holders))
                guard let release = Asking.release(verdict) else { continue }
                let exact = totals.reduce(Int128(0)) { $0 + Int128($1) }
                if consent != nil, let sum = release.sum { #expect(Int128(sum) == exact) }
                #expect(Asking.energies(totals, holders: holders).isCountable)
            }
        }
    }

    @Test("are held in the words of too few points; with everybody's consent the answer says why")
    func reasons() throws {
        let totals = Array(repeating: Int64(1) << 53, count: 600)
        let gate = try Asking.gate()
        let held = Asking.suppression(gate.judge(Asking.question(), Asking.energies(totals)))
        let few = Asking.suppression(gate.judge(Asking.question(), Asking.energies([900])))
        #expect(held != nil && held == few)
        let agreed = gate.judge(Asking.question(consent: .day), Asking.energies(totals))
        #expect(Asking.suppression(agreed)?.recordedReason == "the energies are too large to be added up")
    }

    @Test("dominate or not as exact arithmetic says", arguments: 0..<200 as Range<UInt64>)
    func dominance(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var leaders = Leaders()
        for _ in 0..<3 { leaders.admit(HugeEnergiesTests.amount(&random)) }
        let total = HugeEnergiesTests.amount(&random)
        let rule = DominanceRule(percent: 10)
        let rest = Int128(total) - Int128(leaders.first) - Int128(leaders.second)
        let isDominated = rest * 100 < Int128(leaders.first) * 10
        #expect(rule.isDominated(total, by: leaders, largestSharePercent: nil) == isDominated)
        let isLarge = Int128(leaders.first) * 100 > Int128(total) * 85
        #expect(rule.isDominated(total, by: leaders, largestSharePercent: 85) == (isDominated || isLarge))
    }

    @Test("have quartiles that are right or none", arguments: 0..<200 as Range<UInt64>)
    func quartiles(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let values = (0..<Int.random(in: 1...40, using: &random)).map { _ in HugeEnergiesTests.amount(&random) }
        let unit = ([1, 1_000, .max] as [Int64]).randomElement(using: &random) ?? 1
        if let quartiles = Quartiles(interpolating: values, roundedUpTo: unit), unit == 1 {
            let sorted = values.sorted()
            #expect(quartiles.first >= sorted[0] && quartiles.third <= sorted[sorted.count - 1])
        }
        let members = values.enumerated().map {
            SetEnergies.Member(number: UInt32($0.offset), total: $0.element, quality: .measured)
        }
        _ = Quartiles(centralMeansOf: members, roundedUpTo: unit) { _ in false }
    }

    @Test("are cut before noise is laid over them", arguments: NoiseMechanism.allCases)
    func noise(mechanism: NoiseMechanism) throws {
        let gate = try NoiseGate(policy: try PolicyLibrary().policy("noise-2026"))
        let question = Asking.question(.public, kind: "commune", expected: 5_000)
        let cut = gate.rule.clipPerDay
        let sum = try gate.release(
            question, Asking.energies(Array(repeating: .max, count: 3_000) + Array(repeating: .min, count: 2_000)),
            mechanism, cost: gate.rule.costPerRelease, bits: SeededGenerator(seed: 1))
        #expect(abs(sum.sum - cut * 3_000) < 100 * sum.standardDeviation)
        #expect(throws: NoiseRefusal.tooWide) {
            try gate.release(
                Asking.question(.public, kind: "commune", days: 40_000, expected: 5_000), Asking.energies([1]),
                mechanism,
                cost: 1, bits: SeededGenerator(seed: 1))
        }
    }

    @Test("of a table hold all its lines")
    func table() throws {
        let policy = try PolicyLibrary().policy("code-energie-d111-53")
        let gate = TableGate(policy: policy, dominance: DominanceRule(), today: Asking.day, Population(points: 40))
        var question = Asking.question(.public, kind: "commune", step: .year)
        question.sector = .residential
        let panel = Panel(0..<40)
        let lines = [TableLine(question, panels: [2026: panel, 2027: panel])]
        let huge = Asking.energies(Array(repeating: Int64.max / 64, count: 40))
        let judged = gate.judge(lines, [2026: huge, 2027: huge], after: [])
        #expect(judged.count == 1 && Asking.suppression(judged[0].verdict) != nil)
    }
}

@Suite("A linear program that has no answer")
struct LinearProgramTests {
    private func program(_ columns: [Int], _ coefficients: [Double]) -> LinearProgram {
        LinearProgram(
            columns: [0...1, 0...1],
            rows: [LinearProgram.Row(columns: columns, coefficients: coefficients, bounds: 0...1)])
    }

    @Test("gives none where GLPK would end the process: columns named twice, that are not there, or without a number")
    func invalid() {
        #expect(program([0, 1], [1, 1]).greatest(of: [0, 1])?.value == 1)
        #expect(program([0, 0], [1, 1]).greatest(of: [0]) == nil)
        #expect(program([0, 2], [1, 1]).least(of: [0]) == nil)
        #expect(program([0, 1], [1, .nan]).cheapest([1, 1]) == nil)
        #expect(program([0], [1, 1]).least(of: [0]) == nil)
    }

    /// A cube of Klee and Minty (1972) makes the simplex visit every corner; presolved bases of GLPK may be quicker.
    @Test("ends, whatever the program")
    func ends() {
        let size = 40
        let rows = (0..<size).map { row in
            LinearProgram.Row(
                columns: Array(0...row),
                coefficients: (0...row).map { $0 == row ? 1 : pow2(row - $0 + 1) }, bounds: -.infinity...pow5(row + 1))
        }
        let program = LinearProgram(columns: Array(repeating: 0 ... .infinity, count: size), rows: rows)
        _ = program.cheapest((0..<size).map { -pow2(size - 1 - $0) })
    }

    private func pow2(_ exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: 1) }
    private func pow5(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { power, _ in power * 5 } }
}
