package import Metering
import Publication

/// What is left of a use's figures that thresholds alone would let out, once the guard has spoken.
package struct Usefulness: Hashable, Sendable, Encodable {
    package let use: String
    package let usage: Visibility
    /// Figures that the thresholds let out.
    package let allowed: Int
    /// Those of them that left, and those in whose place another one leaves.
    package let left: Int
    package let alternative: Int

    package var held: Int { allowed - left - alternative }

    /// The share that left or has an alternative, in percent; 100 where nothing was allowed.
    package var percent: Double { allowed == 0 ? 100 : Double(left + alternative) * 100 / Double(allowed) }

    init(use: String, usage: Visibility, of figures: [RecordedRelease]) {
        let lawful = figures.filter(\.isLawfulAlone)
        self.use = use
        self.usage = usage
        allowed = lawful.count
        left = lawful.count(where: \.isReleased)
        alternative = lawful.count(where: \.hasAlternative)
    }
}
