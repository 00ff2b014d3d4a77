/// Why an operator states an index beside the daily ones.
package enum IndexOccasion: String, CaseIterable, Hashable, Sendable {
    /// A bill goes by it.
    case billed = "billed-index"
    /// The last one before an event, as the change of a meter or a calendar.
    case before = "index-before"
    /// The first one after it.
    case after = "index-after"

    /// The beginning of the name of its registers.
    var prefix: String { rawValue + ":" }
}
