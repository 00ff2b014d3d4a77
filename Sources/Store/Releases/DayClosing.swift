package import Disclosure
package import Metering

/// Channels whose energies of a day are fixed: what is said of them on that day, to whomever and over whatever period,
/// is made of what was known after one import.
///
/// The first figure without consent that covers a channel's day closes it. Two figures of other states of the same day
/// would tell, one less the other, what came in between, and that may be one household's day. A later closing of the
/// same channels counts in place of an earlier one: there is one when all figures of theirs that left are corrected
/// together.
package struct DayClosing: Hashable, Sendable {
    package let day: CivilDay
    /// Numbers of channels.
    package let channels: Panel
    package let horizon: Revision
    /// Whether filled curves count, marked as estimates. The first closing of a day decides it for the day.
    package let isEstimating: Bool

    package init(day: CivilDay, channels: Panel, horizon: Revision, isEstimating: Bool) {
        self.day = day
        self.channels = channels
        self.horizon = horizon
        self.isEstimating = isEstimating
    }
}
