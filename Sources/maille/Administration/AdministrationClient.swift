import Foundation
import Store

/// The data directory is open in a server, which takes the command over this socket.
struct ServedElsewhere: Error {
    let socket: String
    /// What to say where nobody listens there.
    let otherwise: any Error
}

/// A command line that has its command carried out by the server.
struct AdministrationClient {
    private let socket: OpenFile

    init(_ elsewhere: ServedElsewhere) throws {
        do {
            socket = try UnixSocket.connect(to: elsewhere.socket)
        } catch StoreError.system(_, _, let code) where code == EACCES {
            throw StoreError.system("connect", path: elsewhere.socket, code: code)
        } catch {
            throw elsewhere.otherwise
        }
    }

    /// Has the server carry the command out, with this process's streams, and gives the exit code.
    func carryOut(_ arguments: [String]) throws -> Int32 {
        guard let (greeting, _) = UnixSocket.receive(over: socket, atMost: 1 << 16) else {
            throw ServerRefusal.stranger
        }
        let server = try JSONDecoder().decode(AdministrationGreeting.self, from: Data(greeting))
        guard server.protocol == AdministrationGreeting.protocolNumber else {
            throw ServerRefusal.otherVersion(server.program)
        }
        let request = AdministrationRequest(
            folder: FileManager.default.currentDirectoryPath, arguments: arguments)
        try UnixSocket.send(
            Array(JSONEncoder().encode(request)), descriptors: [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO],
            over: socket)
        guard let (message, _) = UnixSocket.receive(over: socket, atMost: 1 << 16) else { throw ServerWentAway() }
        return try JSONDecoder().decode(AdministrationReply.self, from: Data(message)).code
    }
}

/// The server ended before it said how the command ended.
struct ServerWentAway: Error, CustomStringConvertible {
    var description: String {
        "the server ended before the command did: what it did is whole or not there; run the command again"
    }
}
