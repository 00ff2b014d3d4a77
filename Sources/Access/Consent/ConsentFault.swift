/// Why a consent cannot change as asked.
package enum ConsentFault: Error, Hashable, CustomStringConvertible {
    case unknown
    case unfounded
    case impossible(ConsentEvent.Kind, in: ConsentState)
    case notYours(ConsentEvent.Kind)
    case otherText
    case nothingChosen

    package var description: String {
        switch self {
        case .unknown: "there is no such consent"
        case .unfounded: "a consent begins with its draft and what it asks for"
        case .impossible(let event, let state): "a consent that is \(state.rawValue) cannot be \(event.rawValue)"
        case .notYours(let event): "only the other side may make this consent \(event.rawValue)"
        case .otherText: "the text that was agreed to is not the one that was sent: show it again"
        case .nothingChosen: "nothing that was asked for was agreed to: refuse instead"
        }
    }
}
