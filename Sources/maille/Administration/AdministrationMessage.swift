import Foundation

/// The first word of the server, to whoever it takes commands from.
struct AdministrationGreeting: Codable, Hashable {
    /// Grows when an older end would misunderstand a newer one.
    static let protocolNumber = 1

    var `protocol` = protocolNumber
    /// The program that the server is.
    var program = Program.name
}

/// What a command line asks of the server. Its standard input, output and error travel with it, in this order.
struct AdministrationRequest: Codable, Hashable {
    /// More than the system lets arguments be.
    static let mostBytes = 4 << 20

    /// The folder where the command was given, absolute.
    let folder: String
    /// Without the program's name.
    let arguments: [String]
}

/// How the command ended.
struct AdministrationReply: Codable, Hashable {
    /// The exit code.
    let code: Int32
}
