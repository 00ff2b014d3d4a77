/// Equations that say what some unknowns add up to, solved as they come, modulo a prime (`PrimeField`).
///
/// What contradicts, and what does not, is the same in rational numbers unless the prime divides a minor of the
/// equations (`RowSpace`). Costs, of each equation, the unknowns met so far for each one before it.
struct LinearEquations {
    /// Each has an unknown with the factor 1 that is in no other.
    private var solved: [(unknown: Int, equation: Equation)] = []

    private struct Equation {
        /// By unknown; the others are 0.
        var factors: [UInt64]
        var sum: UInt64

        func factor(of unknown: Int) -> UInt64 { unknown < factors.count ? factors[unknown] : 0 }

        mutating func subtract(_ factor: UInt64, of other: Equation) {
            while factors.count < other.factors.count { factors.append(0) }
            for index in other.factors.indices where other.factors[index] != 0 {
                factors[index] = PrimeField.difference(
                    factors[index], PrimeField.product(factor, other.factors[index]))
            }
            sum = PrimeField.difference(sum, PrimeField.product(factor, other.sum))
        }

        mutating func divide(by factor: UInt64) {
            let inverse = PrimeField.inverse(factor)
            factors = factors.map { $0 == 0 ? 0 : PrimeField.product($0, inverse) }
            sum = PrimeField.product(sum, inverse)
        }
    }

    /// Adds an equation; false where it contradicts those before.
    mutating func add(sumOf unknowns: [Int], is sum: UInt64) -> Bool {
        var equation = Equation(factors: [], sum: sum)
        equation.factors = [UInt64](repeating: 0, count: (unknowns.max() ?? -1) + 1)
        for unknown in unknowns { equation.factors[unknown] = 1 }
        for (unknown, other) in solved where equation.factor(of: unknown) != 0 {
            equation.subtract(equation.factor(of: unknown), of: other)
        }
        guard let unknown = equation.factors.firstIndex(where: { $0 != 0 }) else { return equation.sum == 0 }
        equation.divide(by: equation.factors[unknown])
        for place in solved.indices {
            let factor = solved[place].equation.factor(of: unknown)
            if factor != 0 { solved[place].equation.subtract(factor, of: equation) }
        }
        solved.append((unknown, equation))
        return true
    }

    /// Unknowns with which all equations hold; those that are not here are 0.
    var solution: [(unknown: Int, value: UInt64)] {
        solved.filter { $0.equation.sum != 0 }.map { ($0.unknown, $0.equation.sum) }
    }
}
