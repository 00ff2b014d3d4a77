/// The vertical axis of a chart: from 0 to the first whole number of steps that no value exceeds.
///
/// The step is the smallest of 1, 2, 2.5 and 5 times a power of ten that gives at most three steps (2.5 only where it
/// is a whole number). All values are whole numbers of the smallest unit that is kept: watt-hours, litres.
package struct Scale: Hashable, Sendable {
    package let step: Int64
    package let top: Int64

    /// The axis of values up to `maximum`; of values that are all 0 it ends at 1.
    package init(upTo maximum: Int64) {
        let needed = max(maximum, 1)
        step = Scale.steps.first { Scale.count(of: $0, to: needed) <= Scale.mostSteps } ?? needed
        top = step * Scale.count(of: step, to: needed)
    }

    /// 0, one step, two steps, … up to the top.
    package var marks: [Int64] { Array(stride(from: 0, through: top, by: Int(step))) }

    private static let mostSteps: Int64 = 3

    private static let steps: [Int64] = {
        var steps: [Int64] = [1, 2, 5]
        var ten: Int64 = 1
        while ten < Int64.max / 100 {
            ten *= 10
            steps += [ten, 2 * ten, ten / 10 * 25, 5 * ten]
        }
        return steps
    }()

    private static func count(of step: Int64, to maximum: Int64) -> Int64 {
        maximum / step + (maximum % step == 0 ? 0 : 1)
    }
}
