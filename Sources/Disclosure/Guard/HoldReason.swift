/// Why the guard holds a figure: which check failed, in whose view, and which earlier panels stand against it.
///
/// For the operator alone. It tells who may be isolated, and where the check depends on energies something of these: it
/// must be in no verdict, document or answer to a recipient, which are the same for every reason.
package struct HoldReason: Hashable, Sendable {
    package enum Check: String, Hashable, Sendable, CaseIterable {
        /// The difference of two panels has too few holders.
        case difference
        /// A sum or difference of several figures is a group of too few holders.
        case combination
        /// Too many panels would cross each other in a point.
        case crossings
        /// The figures bound the energy of a group of too few holders too closely.
        case range
        /// The figures leave less than half of the deviation of one holder's energy, to somebody who knows another's.
        case deviation
        /// The interval test is needed, and no energies were given.
        case energiesNotGiven
        /// The panel was held before in this month, by the same guard; `panels` are those of then.
        case heldBefore
        /// A figure of the panel was held on another day of the month, and none is named: `publish --reasons` of the
        /// first such day says why.
        case heldOnAnotherDay
    }

    package static let heldOnAnotherDay = HoldReason(.heldOnAnotherDay, against: [])

    /// The most panels that are named.
    static let mostPanels = 8

    package let check: Check
    /// The audience that could isolate a group.
    package internal(set) var audience = Audience.everybody
    /// Earlier panels that the failed check rests on: the smallest first, at most eight. A combination or a range may
    /// need only some of them. Empty where no earlier panel takes part.
    package let panels: [Panel]

    init(_ check: Check, against panels: some Sequence<Panel>) {
        self.check = check
        let inOrder = panels.sorted { ($0.count, $0.fingerprint) < ($1.count, $1.fingerprint) }
        self.panels = Array(inOrder.prefix(HoldReason.mostPanels))
    }

    /// The same without a panel: the one that is asked for.
    func against(allBut panel: Panel) -> HoldReason { HoldReason(check, against: panels.filter { $0 != panel }) }
}
