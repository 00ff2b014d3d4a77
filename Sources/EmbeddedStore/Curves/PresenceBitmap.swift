import Metering
import Store

/// Which channels have something on which days: a bit for each, so that most of what arrives is known to be new
/// without a look at a block.
///
/// It is filled by pages of 4,096 channels and one day, half a kibibyte each: only pages that were looked up are held.
struct PresenceBitmap {
    /// A day of some channels whose presence is looked up together.
    struct Page: Hashable {
        static let bits: UInt32 = 12
        let day: CivilDay
        let band: UInt32

        init(_ channel: UInt32, _ day: CivilDay) { (self.day, band) = (day, channel >> Page.bits) }

        init(day: CivilDay, band: UInt32) { (self.day, self.band) = (day, band) }

        var channels: ClosedRange<UInt32> { band << Page.bits...band << Page.bits | (1 << Page.bits - 1) }
    }

    private static let words = 1 << (Int(Page.bits) - 6)
    private var places: [Page: Int] = [:]
    private var bits: [UInt64] = []
    /// The page asked for last: files hold one day, or one after the other.
    private var last: (page: Page, place: Int)?

    /// How many pages are held.
    var count: Int { places.count }

    private mutating func place(of page: Page) -> Int? {
        if let last, last.page == page { return last.place }
        guard let place = places[page] else { return nil }
        last = (page, place)
        return place
    }

    mutating func holds(_ page: Page) -> Bool { place(of: page) != nil }

    /// Holds a page from now on, with nothing on it. Precondition: it is not held yet.
    mutating func hold(_ page: Page) {
        places[page] = bits.count
        bits.append(contentsOf: repeatElement(0, count: PresenceBitmap.words))
    }

    mutating func contains(_ channel: UInt32, _ day: CivilDay) -> Bool {
        guard let place = place(of: Page(channel, day)) else { return false }
        return bits[place + PresenceBitmap.word(of: channel)] >> UInt64(channel & 63) & 1 == 1
    }

    /// Nothing where the page is not held.
    mutating func insert(_ channel: UInt32, _ day: CivilDay) {
        guard let place = place(of: Page(channel, day)) else { return }
        bits[place + PresenceBitmap.word(of: channel)] |= 1 << UInt64(channel & 63)
    }

    private static func word(of channel: UInt32) -> Int { Int(channel >> 6) & (words - 1) }
}
