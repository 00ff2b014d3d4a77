/// What goes wrong in real collections.
///
/// The share is of the point-days of half-hour curves; for swapped meters, of the points with daily indexes over the
/// whole period. One point-day has one fault at most.
package enum Fault: String, CaseIterable, Hashable, Sendable {
    /// The day comes in a later file.
    case late
    /// The day never comes.
    case missing
    /// Some intervals come with their time and no value.
    case emptySlots
    /// The file has the day twice.
    case duplicated
    /// A later file sends other values for the day; the later are true.
    case corrected
    /// The source itself doubts some values.
    case doubtful
    /// One value is far above what a connection of 36 kVA carries.
    case spike
    /// The meter was replaced at some hour of the day: its index starts again.
    case swappedMeter

    package var perHundredThousand: Int {
        switch self {
        case .late: 600
        case .missing: 200
        case .emptySlots: 400
        case .duplicated: 100
        case .corrected: 150
        case .doubtful: 300
        case .spike: 25
        case .swappedMeter: 500
        }
    }
}

extension Fault {
    /// Whether something of the day comes in a later file.
    var hasLateFile: Bool { self == .late || self == .corrected }
}
