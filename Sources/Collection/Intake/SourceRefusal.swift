import Exchange
import Metering

/// Why a whole file is refused because of who it comes from.
enum SourceRefusal: Error, CustomStringConvertible {
    case flow(Flow, of: String)
    case unknownSet(String, of: String)

    static let rule = Rule(
        "beyond-source-rights", "A source changes what it was let speak of, and nothing that others measure.")

    var description: String {
        switch self {
        case .flow(let flow, let source):
            "\(source) may not send \(flow.rawValue): import it from another source, or add \(source) again with this flow"
        case .unknownSet(let set, let source):
            "\(source) may speak of the points of \(set), which no list defines: import the set list, then this file"
        }
    }
}
