package enum KeyError: Error, Hashable, CustomStringConvertible {
    case unreadable(String)
    case wrongMasterKey
    /// The identifiers of the key that was given and of the one that is needed.
    case otherMasterKey(String, needed: String, of: String)
    case otherTenant(String, in: [String])
    case destroyed

    package var description: String {
        switch self {
        case .unreadable(let field): "the sealed \(field) was changed, or belongs to another person"
        case .wrongMasterKey: "the master key does not open this data directory: give the one that it was made with"
        case .otherMasterKey(let given, let needed, let tenant):
            "the master key \(given) does not open the data of \(tenant): give the one with the identifier \(needed)"
        case .otherTenant(let tenant, let others):
            "this data directory is of the tenant \(others.joined(separator: ", ")), not of \(tenant): name that tenant, "
                + "or give the directory of \(tenant)"
        case .destroyed: "the person's key was destroyed: the data are erased"
        }
    }
}
