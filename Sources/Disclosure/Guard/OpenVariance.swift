/// What figures leave open of columns with independent normal energies: their variances and covariances once the sums
/// of some of them are known.
///
/// In units of each column's own deviation a sum is a vector with the deviations of its columns; what stays open is
/// what is orthogonal to all sums (Rao, *Linear Statistical Inference*, 1973, 8a.2). Sums are made orthogonal twice,
/// which keeps small columns apart beside ones a million times larger. Costs the rows times the square of the columns.
struct OpenVariance {
    let prior: [Double]
    private let deviations: [Double]
    /// Orthogonal directions of length 1 that are known.
    private var known: [[Double]] = []

    /// The share of a sum's length below which nothing of it is new: rounding leaves some 10⁻¹⁵.
    private static let rounding = 1e-12

    init(prior: [Double], sums: some Sequence<[Int]>) {
        self.prior = prior
        deviations = prior.map { $0.squareRoot() }
        for columns in sums { learn(columns) }
    }

    private mutating func learn(_ columns: [Int]) {
        var rest = [Double](repeating: 0, count: prior.count)
        for column in columns { rest[column] = deviations[column] }
        let whole = OpenVariance.product(rest, rest)
        for _ in 0..<2 {
            for direction in known {
                let factor = OpenVariance.product(direction, rest)
                if factor != 0 { for column in rest.indices { rest[column] -= factor * direction[column] } }
            }
        }
        let length = OpenVariance.product(rest, rest).squareRoot()
        guard length > whole.squareRoot() * OpenVariance.rounding else { return }
        known.append(rest.map { $0 / length })
    }

    private static func product(_ left: [Double], _ right: [Double]) -> Double {
        var sum = 0.0
        for index in left.indices { sum += left[index] * right[index] }
        return sum
    }

    func covariance(_ left: Int, _ right: Int) -> Double {
        known.reduce(left == right ? 1 : 0) { $0 - $1[left] * $1[right] } * deviations[left] * deviations[right]
    }

    /// Of each column with a group of them: how they change together where the figures stay the same.
    func covariances(with group: [Int]) -> [Double] {
        var change = [Double](repeating: 0, count: prior.count)
        for column in group { change[column] = deviations[column] }
        for direction in known {
            let factor = group.reduce(0) { $0 + direction[$1] * deviations[$1] }
            if factor != 0 { for column in change.indices { change[column] -= factor * direction[column] } }
        }
        return zip(change, deviations).map { $0 * $1 }
    }
}
