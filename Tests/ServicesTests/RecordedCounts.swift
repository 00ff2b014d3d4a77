import EmbeddedStore
import Foundation
import Metering
import Store

/// The exact counts of a figure that left, which the register alone has: what leaves says bands.
struct RecordedCounts: Decodable, Equatable {
    let contributingPoints: Int
    let expectedPoints: Int
    let quality: QualityCounts
}

extension Town {
    /// Of the last edition of a set's only figure of a day; nil where it was held.
    func counts(of set: String, on day: CivilDay = day) throws -> RecordedCounts? {
        struct Row: Decodable {
            let release: RecordedCounts?
        }
        let verdict = try data.releases.latest(ofSet: set, on: day).first?.verdict ?? "{}"
        return try JSONDecoder().decode(Row.self, from: Data(verdict.utf8)).release
    }
}
