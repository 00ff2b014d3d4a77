package enum KeyError: Error, Hashable, CustomStringConvertible {
    case unreadable(String)
    case wrongMasterKey
    case destroyed

    package var description: String {
        switch self {
        case .unreadable(let field): "the sealed \(field) was changed, or belongs to another person"
        case .wrongMasterKey: "the master key does not open this data directory: give the one that it was made with"
        case .destroyed: "the person's key was destroyed: the data are erased"
        }
    }
}
