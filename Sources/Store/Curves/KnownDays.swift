import Metering

/// Which channels have something on which days: a bit for each, so that most of what arrives is known to be new
/// without a look at a block.
struct KnownDays {
    private var places: [CivilDay: Int] = [:]
    private var channels: [[UInt64]] = []
    /// The day asked for last: files hold one day, or one after the other.
    private var last: (day: CivilDay, place: Int)?

    /// How many days are held.
    var count: Int { channels.count }

    private mutating func place(of day: CivilDay) -> Int? {
        if let last, last.day == day { return last.place }
        guard let place = places[day] else { return nil }
        last = (day, place)
        return place
    }

    mutating func holds(_ day: CivilDay) -> Bool { place(of: day) != nil }

    /// Holds a day from now on, with nothing on it. Precondition: it is not held yet.
    mutating func hold(_ day: CivilDay) {
        places[day] = channels.count
        channels.append([])
    }

    mutating func contains(_ channel: UInt32, _ day: CivilDay) -> Bool {
        guard let place = place(of: day), Int(channel >> 6) < channels[place].count else { return false }
        return channels[place][Int(channel >> 6)] >> UInt64(channel & 63) & 1 == 1
    }

    /// Precondition: the day is held.
    mutating func insert(_ channel: UInt32, _ day: CivilDay) {
        guard let place = place(of: day) else { return }
        let word = Int(channel >> 6)
        let missing = word + 1 - channels[place].count
        if missing > 0 { channels[place].append(contentsOf: repeatElement(0, count: missing + max(64, word / 4))) }
        channels[place][word] |= 1 << UInt64(channel & 63)
    }
}
