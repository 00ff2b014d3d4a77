package import Exchange
package import Metering
package import Store

/// What became of one file.
package struct Receipt: Sendable {
    package let name: String
    package let outcome: Outcome
    /// Formats found in the file, in order.
    package var flows: [Flow] = []
    package var counts = Counts()
    /// How many values its records that were set aside had.
    package var valuesSetAside = 0
    /// Whether it was read to its end and held nothing that could be kept.
    package var isEmpty = false
    /// Whether a file that waits was refused before, for the same reason: nothing new is noted.
    package var isRefusedAgain = false

    package enum Outcome: Sendable {
        case kept(Revision, ImportSession.Changes)
        /// This very content is kept already.
        case known(Revision)
        /// Turned away; nothing of it is kept.
        case refused(Diagnostic)
    }

    /// How much the file held.
    package struct Counts: Hashable, Sendable, Codable {
        package var values = 0
        package var pointDays = 0
        package var registerReadings = 0
        package var points = 0
        package var memberships = 0
        package var notes = 0
        package var flagged = 0
        package var quarantined = 0

        mutating func add(_ severity: Severity) {
            switch severity {
            case .note: notes += 1
            case .flagged: flagged += 1
            case .quarantined: quarantined += 1
            case .refused: break
            }
        }
    }
}
