/// Solves for households from the sums of many sets, each household being near the usual one until told otherwise.
///
/// Ridge regression around a prior mean, by the normal equations and Cholesky's method.
struct LeastSquares {
    let points: Int
    let usual: Double
    private var products: [[Double]]
    private var sums: [Double]

    init(points: Int, usual: Double) {
        self.points = points
        self.usual = usual
        products = (0..<points).map { row in (0..<points).map { $0 == row ? 1e-6 : 0 } }
        sums = Array(repeating: 0, count: points)
    }

    mutating func add(_ set: [UInt32], _ sum: Double) {
        let rest = sum - usual * Double(set.count)
        for left in set {
            sums[Int(left)] += rest
            for right in set { products[Int(left)][Int(right)] += 1 }
        }
    }

    var solution: [Double] {
        var factor = products
        for column in 0..<points {
            for row in column..<points {
                var value = products[row][column]
                for index in 0..<column { value -= factor[row][index] * factor[column][index] }
                factor[row][column] = row == column ? max(value, 1e-12).squareRoot() : value / factor[column][column]
            }
        }
        var result = sums
        for row in 0..<points {
            for index in 0..<row { result[row] -= factor[row][index] * result[index] }
            result[row] /= factor[row][row]
        }
        for row in (0..<points).reversed() {
            for index in row + 1..<points { result[row] -= factor[index][row] * result[index] }
            result[row] /= factor[row][row]
        }
        return result.map { $0 + usual }
    }
}
