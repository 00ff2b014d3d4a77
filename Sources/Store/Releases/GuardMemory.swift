package import Disclosure

/// What the register has to remember of a publication for the differencing guard, beside its verdicts.
package struct GuardMemory: Sendable {
    /// The figures that left without consent.
    package let released: [GuardedRelease]
    /// The panels of sets that are others than before.
    package let panels: [SetPanel]
    /// The panels of which the guard held a figure of a day.
    package let held: [HeldPanel]

    package init(released: [GuardedRelease] = [], panels: [SetPanel] = [], held: [HeldPanel] = []) {
        (self.released, self.panels, self.held) = (released, panels, held)
    }
}
