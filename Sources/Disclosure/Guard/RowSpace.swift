/// The row space of a matrix: all linear combinations of its rows, in exact arithmetic.
///
/// Elimination is done modulo a prime (`PrimeField`). A vector of the rational row space is found unless the prime
/// divides a minor of the matrix. A minor of zeros and ones of order n is at most (n + 1)^((n + 1)/2) / 2^n (Hadamard):
/// of a few hundred digits in a large town, so that the chance that a prime drawn by itself divides one is 10^−14.
///
/// Costs the square of the width for each row inserted or tested.
struct RowSpace {
    private let width: Int
    /// Where pivots may be: the columns after these only follow.
    private let pivots: Int
    /// Reduced rows, each with its pivot; the pivot is 1 there and 0 in all other rows.
    private var basis: [(pivot: Int, row: [UInt64])] = []

    init(width: Int) { self.init(width: width, pivots: width) }

    fileprivate init(width: Int, pivots: Int) { (self.width, self.pivots) = (width, pivots) }

    var rank: Int { basis.count }

    /// Adds a row. False when it was in the row space already.
    @discardableResult
    mutating func insert(_ row: [UInt64]) -> Bool {
        var rest = reduced(row)
        guard let pivot = rest.prefix(pivots).firstIndex(where: { $0 != 0 }) else { return false }
        let inverse = PrimeField.inverse(rest[pivot])
        for index in pivot..<width { rest[index] = PrimeField.product(rest[index], inverse) }
        for other in basis.indices where basis[other].row[pivot] != 0 {
            let factor = basis[other].row[pivot]
            for index in pivot..<width where rest[index] != 0 {
                basis[other].row[index] = PrimeField.difference(
                    basis[other].row[index], PrimeField.product(factor, rest[index]))
            }
        }
        basis.append((pivot, rest))
        return true
    }

    /// Whether the vector is a linear combination of the rows.
    func contains(_ vector: [UInt64]) -> Bool { reduced(vector).allSatisfy { $0 == 0 } }

    /// What is left of a vector besides combinations of the rows, the same for all that differ by one.
    func rest(of vector: [UInt64]) -> [UInt64] { reduced(vector) }

    /// A vector up to a factor.
    struct Direction: Hashable {
        fileprivate let row: [UInt64]
    }

    /// The direction of a vector and its factor; nil for that of zeros.
    static func direction(of vector: [UInt64]) -> (Direction, factor: UInt64)? {
        guard let factor = vector.first(where: { $0 != 0 }) else { return nil }
        let inverse = PrimeField.inverse(factor)
        return (Direction(row: vector.map { $0 == 0 ? 0 : PrimeField.product($0, inverse) }), factor)
    }

    /// One factor over another.
    static func ratio(_ left: UInt64, _ right: UInt64) -> UInt64 {
        PrimeField.product(left, PrimeField.inverse(right))
    }

    static func difference(_ left: UInt64, _ right: UInt64) -> UInt64 { PrimeField.difference(left, right) }

    /// Whether two factors add up to nothing.
    static func areOpposite(_ left: UInt64, _ right: UInt64) -> Bool {
        PrimeField.difference(left, right == 0 ? 0 : PrimeField.modulus - right) == 0
    }

    private func reduced(_ vector: [UInt64]) -> [UInt64] {
        var rest = vector
        for (pivot, row) in basis where rest[pivot] != 0 {
            let factor = rest[pivot]
            for index in 0..<width where row[index] != 0 {
                rest[index] = PrimeField.difference(rest[index], PrimeField.product(factor, row[index]))
            }
        }
        return rest
    }
}

/// Of which rows a vector is a combination. Costs an elimination that carries a column for each row along.
struct RowCombinations {
    private var space: RowSpace
    private let width: Int
    private let count: Int

    init(_ rows: [[UInt64]], width: Int) {
        (self.width, count) = (width, rows.count)
        space = RowSpace(width: width + rows.count, pivots: width)
        for (number, row) in rows.enumerated() {
            var marked = row + [UInt64](repeating: 0, count: count)
            marked[width + number] = 1
            space.insert(marked)
        }
    }

    /// By how much of each row a vector is their combination; nil where it is none.
    func factors(giving vector: [UInt64]) -> [UInt64]? {
        let rest = space.rest(of: vector + [UInt64](repeating: 0, count: count))
        guard rest.prefix(width).allSatisfy({ $0 == 0 }) else { return nil }
        return rest.dropFirst(width).map { RowSpace.difference(0, $0) }
    }
}
