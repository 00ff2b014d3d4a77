import Metering
import Services

/// How many intervals or days have a quality.
struct UseCount {
    /// A class of the style sheet.
    let mark: String
    let text: String

    /// Those of none left out.
    static func all(of use: OwnUse, _ words: UseWords) -> [UseCount] {
        let part = use.part == .month ? .day : use.part
        let all: [(Quality, Int, String)] = [
            (.measured, use.qualities.measured, "q"), (.estimated, use.qualities.estimated, "q esti"),
            (.corrected, use.qualities.corrected, "q corr"),
            (.missing, use.qualities.missing - use.partly, "q miss"),
        ]
        let partly = UseCount(mark: "q miss", text: words.say("\(use.partly) en partie", "\(use.partly) in part"))
        return all.filter { $0.1 > 0 }.map { UseCount(mark: $0.2, text: words.count($0.1, $0.0, part)) }
            + (use.partly > 0 ? [partly] : [])
    }
}
