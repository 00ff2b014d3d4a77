extension DayCurve {
    /// The curve on a coarser step: energies and volumes added, means averaged and rounded to the nearest (half up). An
    /// interval is as good as its worst part, and missing where one is.
    ///
    /// Nil when the step is no multiple of this one, or a sum of energies does not fit 32 bits.
    package func coarsened(to step: Step) -> DayCurve? {
        guard step.minutes % self.step.minutes == 0 else { return nil }
        let parts = step.minutes / self.step.minutes
        if parts == 1 { return self }
        var result = DayCurve(step: step, unit: unit, values: Array(repeating: 0, count: count / parts))
        for index in 0..<result.count {
            let range = index * parts..<(index + 1) * parts
            let sum = values[range].reduce(Int64(0)) { $0 + Int64($1) }
            let value = unit.isMean ? (2 * sum + Int64(parts)).flooringDivision(by: Int64(2 * parts)) : sum
            let worst = range.map { mark(at: $0) }.max { $0.quality < $1.quality } ?? .measured
            guard let value = Int32(exactly: value) else { return nil }
            let stated = worst.statedStep.flatMap { $0 > step ? $0 : nil }
            result.set(value, worst.stated(on: stated), at: index)
        }
        return result
    }
}
