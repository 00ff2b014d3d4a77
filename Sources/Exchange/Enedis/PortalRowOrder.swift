/// Which way time goes down a table: forward as in all exports of the operator, or backward where a person turned one
/// over. Repeated moments, and the autumn hour that clocks show twice, go neither way.
struct PortalRowOrder {
    private static let autumnHour: Int64 = 3_600
    private var earliest = Int64.max
    private var latest = Int64.min
    private var mayAscend = true
    private var mayDescend = true

    /// Takes what the clock of the next row shows; false where it goes neither the one way nor the other.
    mutating func follows(_ clock: Int64) -> Bool {
        if latest >= earliest {
            if clock < latest - PortalRowOrder.autumnHour { mayAscend = false }
            if clock > earliest + PortalRowOrder.autumnHour { mayDescend = false }
        }
        (earliest, latest) = (min(earliest, clock), max(latest, clock))
        return mayAscend || mayDescend
    }
}
