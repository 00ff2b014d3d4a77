package import Metering

/// What a revision changed among measures.
package struct MeasureChanges: Hashable, Sendable {
    package var curves = CurveChanges()
    package var readings = ReadingChanges()

    package init(curves: CurveChanges = CurveChanges(), readings: ReadingChanges = ReadingChanges()) {
        self.curves = curves
        self.readings = readings
    }
}

/// What a revision changed among curves.
package struct CurveChanges: Hashable, Sendable {
    /// Point-days unknown before.
    package var added = 0
    /// Point-days known before, now with other values.
    package var changed = 0
    /// Point-days that said nothing new.
    package var unchanged = 0
    /// Point-days of which values do not count, and are kept beside what does.
    package var outrankedDays = 0
    /// Values that do not count, since better ones are known (`Precedence`).
    package var outrankedValues = 0
    /// The first of those days.
    package private(set) var firstOutranked: [OutrankedDay] = []

    package init(added: Int = 0, changed: Int = 0, unchanged: Int = 0) {
        self.added = added
        self.changed = changed
        self.unchanged = unchanged
    }

    /// Counts a day of which values do not count; the first hundred are named.
    package mutating func note(_ day: OutrankedDay) {
        outrankedDays += 1
        outrankedValues += day.values
        if firstOutranked.count < ReadingChanges.mostNamed { firstOutranked.append(day) }
    }
}

/// A channel's day of which values were stated that do not count, since better ones are known.
package struct OutrankedDay: Hashable, Sendable {
    package let channel: UInt32
    package let day: CivilDay
    /// How many do not count.
    package let values: Int

    package init(channel: UInt32, day: CivilDay, values: Int) {
        self.channel = channel
        self.day = day
        self.values = values
    }
}

/// What a revision changed among readings of registers.
package struct ReadingChanges: Hashable, Sendable {
    /// Readings that count from now on.
    package var new = 0
    /// Readings that say another thing than a known one that ranks before them: they are kept and never answer.
    package var outranked = 0
    /// Some of those, a hundred at the most, in an order of the engine's own.
    package private(set) var firstOutranked: [OutrankedReading] = []

    static let mostNamed = 100

    package init() {}

    /// Names a reading that does not count, unless a hundred are named already. `outranked` counts it, not this.
    package mutating func name(_ reading: OutrankedReading) {
        if namesMore { firstOutranked.append(reading) }
    }

    /// Whether fewer than a hundred are named.
    package var namesMore: Bool { firstOutranked.count < ReadingChanges.mostNamed }

    package mutating func add(_ further: ReadingChanges) {
        new += further.new
        outranked += further.outranked
        firstOutranked += further.firstOutranked.prefix(ReadingChanges.mostNamed - firstOutranked.count)
    }
}

/// A reading that does not count, since a better one is known.
package struct OutrankedReading: Hashable, Sendable {
    package let channel: UInt32
    package let register: Register
    package let at: Instant
    package let value: Int64
    package let mark: Mark

    package init(channel: UInt32, register: Register, at: Instant, value: Int64, mark: Mark) {
        self.channel = channel
        self.register = register
        self.at = at
        self.value = value
        self.mark = mark
    }
}
