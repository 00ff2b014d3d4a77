import CGLPK

/// A linear program: the least and the greatest sum of variables under linear bounds, by the simplex method of GLPK.
///
/// Deterministic, and prints nothing. Calculates in doubles: for what must be exact use `RowSpace`. Not safe to use
/// from several threads at once.
///
/// GLPK ends the process on a row that names a column twice or one that does not exist: such a program is not given to
/// it, and has no answer. The simplex stops after 10,000 iterations and 100 for each column and row, and then has no
/// answer either; a limit of time would make answers depend on the machine.
final class LinearProgram {
    struct Row {
        let columns: [Int]
        let coefficients: [Double]
        let bounds: ClosedRange<Double>
    }

    struct Extreme {
        let value: Double
        /// The variables at the extreme; empty where the value is infinite.
        let solution: [Double]
    }

    private let problem = glp_create_prob()
    private let columns: Int
    private let isValid: Bool
    private let mostIterations: Int32

    /// `columns` are the bounds of the variables, which may be infinite above.
    init(columns bounds: [ClosedRange<Double>], rows: [Row]) {
        columns = bounds.count
        isValid =
            rows.allSatisfy { $0.isValid(columns: bounds.count) } && bounds.count < 1 << 26 && rows.count < 1 << 26
        mostIterations = Int32(clamping: 10_000 + 100 * (bounds.count + rows.count))
        glp_term_out(GLP_OFF)
        guard isValid else { return }
        if !bounds.isEmpty { glp_add_cols(problem, Int32(bounds.count)) }
        if !rows.isEmpty { glp_add_rows(problem, Int32(rows.count)) }
        for (index, bound) in bounds.enumerated() {
            glp_set_col_bnds(
                problem, Int32(index + 1), bound.glpkKind, bound.lowerBound, bound.upperBound)
        }
        for (index, row) in rows.enumerated() {
            let places = [0] + row.columns.map { Int32($0 + 1) }
            glp_set_mat_row(problem, Int32(index + 1), Int32(row.columns.count), places, [0] + row.coefficients)
            glp_set_row_bnds(
                problem, Int32(index + 1), row.bounds.glpkKind, row.bounds.lowerBound, row.bounds.upperBound)
        }
    }

    deinit { glp_delete_prob(problem) }

    /// Nil where the bounds contradict each other or the solver gives up.
    func least(of objective: [Int]) -> Extreme? { extreme(of: unit(objective), GLP_MIN) }

    /// Nil where the bounds contradict each other or the solver gives up.
    func greatest(of objective: [Int]) -> Extreme? { extreme(of: unit(objective), GLP_MAX) }

    /// The least sum of all variables, each times its cost. Nil where the bounds contradict each other or the solver
    /// gives up.
    func cheapest(_ costs: [Double]) -> Extreme? { extreme(of: costs, GLP_MIN) }

    private func unit(_ objective: [Int]) -> [Double] {
        var coefficients = [Double](repeating: 0, count: columns)
        for column in objective { coefficients[column] = 1 }
        return coefficients
    }

    private func extreme(of objective: [Double], _ sense: Int32) -> Extreme? {
        guard isValid else { return nil }
        for (column, coefficient) in objective.enumerated() {
            glp_set_obj_coef(problem, Int32(column + 1), coefficient)
        }
        glp_set_obj_dir(problem, sense)
        glp_std_basis(problem)
        var settings = glp_smcp()
        glp_init_smcp(&settings)
        settings.msg_lev = GLP_MSG_OFF
        settings.it_lim = mostIterations
        guard glp_simplex(problem, &settings) == 0 else { return nil }
        switch glp_get_status(problem) {
        case GLP_OPT:
            let solution = (0..<columns).map { glp_get_col_prim(problem, Int32($0 + 1)) }
            return Extreme(value: glp_get_obj_val(problem), solution: solution)
        case GLP_UNBND:
            return Extreme(value: sense == GLP_MIN ? -.infinity : .infinity, solution: [])
        default:
            return nil
        }
    }
}

extension LinearProgram.Row {
    /// Whether it names columns that exist, each once, with finite coefficients.
    fileprivate func isValid(columns count: Int) -> Bool {
        columns.count == coefficients.count && columns.allSatisfy { 0..<count ~= $0 }
            && Set(columns).count == columns.count && coefficients.allSatisfy(\.isFinite)
    }
}

extension ClosedRange<Double> {
    fileprivate var glpkKind: Int32 {
        if lowerBound == upperBound { return GLP_FX }
        switch (lowerBound.isFinite, upperBound.isFinite) {
        case (true, true): return GLP_DB
        case (true, false): return GLP_LO
        case (false, true): return GLP_UP
        case (false, false): return GLP_FR
        }
    }
}
