import Metering

/// Rules of the R6x flows and of DataConnect, on top of `EnedisRule`.
enum R6xRule {
    static let unit = Rule("unknown-unit", "Without a known unit a figure could be a thousand times too small.")
    static let direction = Rule(
        "unknown-direction", "CONS is extraction and PROD injection; anything else belongs to neither side.")
    static let nature = Rule(
        "unknown-nature", "A value whose nature is not in the guide may be anything, even invented.")
    static let emptyValue = Rule("empty-value", "A day sent without its figure stays unknown: it is not zero.")
    static let state = Rule(
        "complementary-state", "Linky adjusted its clock or summed powers during the interval; the value stands.")
    static let decreasingIndex = Rule(
        "decreasing-index", "The operator saw an index run backwards: differences over it are doubtful.")
    static let temporalClass = Rule(
        "unknown-class", "An index without its grid (distributor or supplier) or class could be any register.")
    static let shortRow = Rule("short-row", "A row with fewer cells than its header may have lost any of them.")
    static let severalCalendars = Rule(
        "several-calendars",
        "Classes of one grid cannot be added up: two calendars count the same energy, or some classes have an id alone "
            + "and others a register.")
}
