import Metering

/// Rules of Green Button files.
enum GreenButtonRule {
    static let unlinked = Rule(
        "unlinked-resource", "Green Button joins resources by links: values that lead to no point belong to nobody.")
    static let usagePoint = Rule(
        "unnamed-usage-point",
        "An id that names several things, or is none, could join one person's values to another's.")
    static let notKept = Rule(
        "other-reading-type", "Values that are no energy, power or volume of an interval in one direction are no curve."
    )
    static let noValues = Rule("no-values", "A file of points and types alone brings nothing: values stand in blocks.")
    static let projection = Rule("projected-value", "A projection is no reading.")
    static let quality = Rule("unknown-quality", "A value of unknown quality is kept, and marked doubtful.")
}
