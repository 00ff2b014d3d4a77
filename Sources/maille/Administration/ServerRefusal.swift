/// A command that no server carries out: it is about no directory that is open, or about the server's own key. The
/// command line does it by itself.
protocol NeverServed {}

/// Why a server does not carry a command out.
enum ServerRefusal: Error, CustomStringConvertible {
    case stranger
    case otherVersion(String)
    case tooMany(Int)
    case otherDirectory(String)
    case notServed(String)
    case otherKey
    case otherTenant(String)

    var description: String {
        switch self {
        case .stranger:
            "the server takes no commands from this user: be its owner, root, or a member of administration.group"
        case .otherVersion(let program):
            "the server is another version, \(program): use that program's command line, or restart the server"
        case .tooMany(let count): "the server is carrying out \(count) commands: try again when one has ended"
        case .otherDirectory(let path):
            "the server has not opened \(path): give the --data of its configuration, as an absolute path"
        case .notServed(let command): "\(command) is not for a server: run it where no server has the directory"
        case .otherKey: "that is not the master key of the server: leave out --master-key"
        case .otherTenant(let tenant): "the directory is that of the tenant \(tenant): give --tenant \(tenant)"
        }
    }
}
