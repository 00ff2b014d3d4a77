package import Metering

extension EmbeddedCurveStore {
    /// Gives each day of some channels once, by the channel's number, in its latest revision that is known.
    package func forEachDay(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, DayCurve) throws -> Void
    ) throws {
        let question = Question(channels: channels, days: days, known: known)
        var seen = SeenDays()
        try forEachPlace(of: question) { place, overlaps in
            try forEachCurve(in: place, of: question) { channel, day, revision, curve in
                if !overlaps || seen.insert(channel, day) { try body(channel, day, revision, curve) }
            }
        }
    }
}
