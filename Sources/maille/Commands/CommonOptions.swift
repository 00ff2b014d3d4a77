import ArgumentParser
import EmbeddedStore
import Exchange
import Foundation
import Metering
import Store

/// The options that most commands share.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The data directory (default: .maille).", valueName: "dir"))
    var data: String?

    @Flag(help: "Give machine-readable JSON on standard output.")
    var json = false

    /// The options of a subcommand with those that stood before its name.
    func under(_ parent: CommonOptions) -> CommonOptions {
        var joined = self
        joined.data = data ?? parent.data
        joined.json = json || parent.json
        return joined
    }

    /// Opens the data directory, and says so where an interrupted import had to be undone. Within a server, gives the
    /// one that is open.
    ///
    /// Throws `ServedElsewhere` where a server has it: the whole command is carried out there. So nothing comes before.
    func open() throws -> DataDirectory {
        let (invocation, url) = (Invocation.current, URL(given: data ?? ".maille"))
        if let server = invocation.server { return try server.directory(at: url, for: invocation).data }
        if let socket = CommonOptions.namedSocket {
            throw ServedElsewhere(
                socket: socket, otherwise: ValidationError("no server listens at MAILLE_SOCKET, \(socket)"))
        }
        do {
            return try open(url)
        } catch let failure as StoreError {
            guard case .inUse = failure else { throw failure }
            throw ServedElsewhere(socket: AdministrationServer.socket(in: url), otherwise: failure)
        }
    }

    /// Of a server for whose commands one need not see the directory.
    private static var namedSocket: String? { ProcessInfo.processInfo.environment["MAILLE_SOCKET"] }

    private func open(_ url: URL) throws -> DataDirectory {
        let directory = try DataDirectory(url, program: { Program.name })
        for name in directory.undoneImports {
            Diagnostics.say("the import of \(name) was interrupted and has been undone: import it again")
        }
        return directory
    }

    /// The directory as it can be looked at where it cannot be written; nil of any other, and of one that a server has.
    func readOnlyCopy() throws -> ReadOnlyCopy? {
        guard CommonOptions.namedSocket == nil, Invocation.current.server == nil else { return nil }
        return try ReadOnlyCopy(of: URL(given: data ?? ".maille"), program: { Program.name })
    }

    /// For what makes no sense of a directory that is not there: opens it, never makes it.
    func openPresent() throws -> DataDirectory {
        let path = Invocation.current.path(data ?? ".maille")
        if CommonOptions.namedSocket != nil { return try open() }
        guard FileManager.default.fileExists(atPath: path) else {
            throw StoreError.system("open", path: path, code: ENOENT)
        }
        return try open()
    }
}

/// The moment a command counts as now.
struct ReplayOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Act as at this moment (ISO 8601 with zone), for replays.", valueName: "instant"))
    var now: Instant?

    var instant: Instant { now ?? .current }
}

extension Instant {
    /// The machine's clock: read here and nowhere below.
    static var current: Instant { Instant(secondsSinceEpoch: Int64(Date().timeIntervalSince1970)) }
}

extension Instant: ExpressibleByArgument {
    /// An ISO 8601 timestamp with a zone, or a date: its midnight in Paris.
    public init?(argument: String) {
        if let day = CivilDay(argument) {
            self = day.start
        } else if let instant = ISOTimestamp(argument)?.instant {
            self = instant
        } else {
            return nil
        }
    }
}

extension PointID: ExpressibleByArgument {
    /// A PRM, a PCE or a partner's own identifier.
    public init?(argument: String) { self.init(given: argument) }
}

extension CivilDay: ExpressibleByArgument {
    /// A date, `YYYY-MM-DD`.
    public init?(argument: String) { self.init(argument) }
}

extension Visibility: ExpressibleByArgument {}
extension Carrier: ExpressibleByArgument {}
extension Direction: ExpressibleByArgument {}
