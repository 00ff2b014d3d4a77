package import Metering

/// A value of a register with the revision that stated it.
package struct KnownReading: Hashable, Sendable {
    package let at: Instant
    package let value: Int64
    package let mark: Mark
    package let revision: Revision

    package init(at: Instant, value: Int64, mark: Mark, revision: Revision) {
        self.at = at
        self.value = value
        self.mark = mark
        self.revision = revision
    }
}

/// A reading that does not count, with the import that brought it.
package struct UncountedReading: Hashable, Sendable {
    package let register: Register
    package let known: KnownReading

    package init(register: Register, known: KnownReading) {
        self.register = register
        self.known = known
    }
}

/// What the indexes at both midnights tell of a day's energy.
package struct IndexEnergy: Hashable, Sendable {
    /// Watt-hours, or litres.
    package let total: Int64
    package let quality: Quality
    /// The imports that stated the indexes at the start of the day, and at its end, ascending: one at the least.
    package let opening: [Revision]
    package let closing: [Revision]

    package init(total: Int64, quality: Quality, opening: [Revision], closing: [Revision]) {
        self.total = total
        self.quality = quality
        self.opening = opening
        self.closing = closing
    }

    /// The newest of them.
    package var revision: Revision { max(opening.last ?? Revision(0), closing.last ?? Revision(0)) }
}
