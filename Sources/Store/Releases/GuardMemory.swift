package import Disclosure

/// What the register has to remember of a publication for the differencing guard, beside its verdicts.
package struct GuardMemory: Sendable {
    /// The figures that left without consent.
    package let released: [GuardedRelease]
    /// The panels of sets that are others than before.
    package let panels: [SetPanel]
    /// The panels of which the guard held a figure of a day.
    package let held: [HeldPanel]
    /// The key under which lists name who received restricted figures, where no agreement says it; kept where any left.
    package let requester: String?

    package init(
        released: [GuardedRelease] = [], panels: [SetPanel] = [], held: [HeldPanel] = [], requester: String? = nil
    ) {
        (self.released, self.panels, self.held) = (released, panels, held)
        self.requester = released.contains { $0.audience != .everybody } ? requester : nil
    }
}
