import Access
import ArgumentParser
import EmbeddedStore
import Foundation
import Logging
import ServiceLifecycle
import Store
import Synchronization

/// Carries out what command lines ask while the server has their data directories, over Unix sockets.
///
/// Each command runs on a thread of its own, as the very code that runs without a server, on the directories and the
/// databases that are open already. Who may ask, the kernel says (`Peer`); that a command was given is in the audit log
/// before it begins. A command whose command line goes away ends between two things that are each whole.
final class AdministrationServer: Service {
    /// More are refused: each holds a thread, and most wait for each other.
    private static let mostAtOnce = 8
    /// Of commands that stay as long as the server: they wait for nothing and take no place of the others.
    private static let mostFollowing = 4

    private let directories: [ServedDirectory]
    private let group: UInt32?
    private let logger: Logger
    private let sockets: [(path: String, socket: OpenFile)]
    private let stopping = Atomic(false)
    private let running = Atomic(0)
    private let following = Atomic(0)
    private let threads = DispatchGroup()

    /// Listens from now on. `socket`: a place besides each directory's own, for the members of a group.
    init(_ directories: [ServedDirectory], socket: String?, group: UInt32?, logger: Logger) throws {
        // Who reads an answer may go away while it is written.
        signal(SIGPIPE, SIG_IGN)
        self.directories = directories
        (self.group, self.logger) = (group, logger)
        let own = try directories.map { directory in
            let path = AdministrationServer.socket(in: directory.data.url)
            return (path, try UnixSocket.listen(at: path, group: nil))
        }
        sockets = try own + (socket.map { [($0, try UnixSocket.listen(at: $0, group: group))] } ?? [])
    }

    static func socket(in directory: URL) -> String { directory.appending(path: "admin.socket").path }

    var isStopping: Bool { stopping.load(ordering: .relaxed) }

    /// Until the server stops and the commands in hand have ended.
    func run() async throws {
        await withGracefulShutdownHandler {
            await withCheckedContinuation { ended in
                for (_, socket) in sockets { start { self.accept(socket) } }
                threads.notify(queue: .global()) { ended.resume() }
            }
        } onGracefulShutdown: {
            self.stop()
        }
    }

    private func stop() {
        stopping.store(true, ordering: .relaxed)
        for (path, socket) in sockets {
            unlink(path)
            shutdown(socket.descriptor, Int32(SHUT_RDWR))
        }
    }

    private func start(_ work: @escaping @Sendable () -> Void) {
        threads.enter()
        let thread = Thread {
            work()
            self.threads.leave()
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    private func accept(_ socket: OpenFile) {
        while !isStopping {
            let descriptor = Glibc.accept(socket.descriptor, nil, nil)
            guard descriptor >= 0 else {
                // Too many files are open, or the caller went away: the next one may come.
                if !isStopping && errno != EINTR { usleep(100_000) }
                continue
            }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            let connection = OpenFile(descriptor)
            guard let peer = Peer(of: connection), peer.mayOperate(owner: geteuid(), group: group) else {
                logger.warning("command refused", metadata: ["uid": "\(Peer(of: connection)?.uid ?? .max)"])
                continue
            }
            start { self.answer(connection, peer) }
        }
    }

    private func answer(_ connection: OpenFile, _ peer: Peer) {
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(
            connection.descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard
            let greeting = try? JSONEncoder().encode(AdministrationGreeting()),
            (try? UnixSocket.send(Array(greeting), over: connection)) != nil,
            let (message, files) = UnixSocket.receive(
                over: connection, atMost: AdministrationRequest.mostBytes, descriptors: 3), files.count == 3,
            let request = try? JSONDecoder().decode(AdministrationRequest.self, from: Data(message))
        else { return }
        let console = Console(
            input: files[0].descriptor, output: files[1].descriptor, errors: files[2].descriptor,
            commandLine: connection.descriptor, isStopping: { self.isStopping })
        let code = withExtendedLifetime(files) { carryOut(request, on: console, SystemUser(uid: peer.uid)) }
        if let reply = try? JSONEncoder().encode(AdministrationReply(code: code)) {
            try? UnixSocket.send(Array(reply), over: connection)
        }
    }

    private func carryOut(_ request: AdministrationRequest, on console: Console, _ user: SystemUser) -> Int32 {
        let invocation = Invocation(console: console, user: user, folder: request.folder, server: self)
        return Invocation.$current.withValue(invocation) {
            let follows = request.arguments.contains("--follow")
            let most = follows ? AdministrationServer.mostFollowing : AdministrationServer.mostAtOnce
            guard count(follows, by: 1) <= most else {
                count(follows, by: -1)
                return Maille.end(with: ServerRefusal.tooMany(most), of: request.arguments)
            }
            defer { count(follows, by: -1) }
            let (names, code) = Maille.carryOut(request.arguments)
            logger.info("command", metadata: ["uid": "\(user.uid)", "command": "\(names)", "exit": "\(code)"])
            return code
        }
    }

    /// How many commands of the kind run now.
    @discardableResult
    private func count(_ follows: Bool, by number: Int) -> Int {
        follows
            ? following.add(number, ordering: .relaxed).newValue : running.add(number, ordering: .relaxed).newValue
    }

    /// The directory that a command names, and the command in its audit log.
    func directory(at url: URL, for invocation: Invocation) throws -> ServedDirectory {
        let asked = FileIdentity(url)
        guard let asked, let found = directories.first(where: { FileIdentity($0.data.url) == asked }) else {
            throw ServerRefusal.otherDirectory(url.path)
        }
        if !invocation.isScheduled { try found.note(invocation, now: .current) }
        return found
    }

    /// The directory that is open already.
    func served(_ data: URL) -> ServedDirectory? { directories.first { $0.data.url == data } }
}
