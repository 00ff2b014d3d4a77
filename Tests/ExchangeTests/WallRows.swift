import Metering

/// The intervals of a civil day as tables of portals write them: local times without a zone.
struct WallRows {
    let day: CivilDay
    let minutes: Int

    init(_ day: String, minutes: Int = 30) {
        self.day = CivilDay(day) ?? CivilDay(daysSinceEpoch: 0)
        self.minutes = minutes
    }

    var count: Int { day.minutes / minutes }

    /// The n-th moment of the day: `25/10/2026` and `02:30:00`.
    func clock(_ place: Int) -> (date: String, time: String) {
        let text = day.start.advanced(minutes: place * minutes).parisText
        let date = text.prefix(10).split(separator: "-").reversed().joined(separator: "/")
        return (date, String(text.dropFirst(11).prefix(8)))
    }

    func stamp(_ place: Int) -> String { "\(clock(place).date) \(clock(place).time)" }

    /// A value that tells the interval it is of.
    func value(_ place: Int) -> Int { 200 + place }

    /// All values of the day, with the starts that they belong to.
    var expected: [Instant: Int32] {
        Dictionary(
            uniqueKeysWithValues: (0..<count).map {
                (day.start.advanced(minutes: $0 * minutes), Int32(value($0)))
            })
    }
}

extension [Instant: Int32] {
    /// The values of a curve by their starts; of two for one start, neither.
    init(_ intervals: [IntervalReading]) {
        self.init(intervals.map { ($0.start, $0.value) }, uniquingKeysWith: { _, _ in .min })
    }
}
