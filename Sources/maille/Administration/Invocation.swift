import Access
import Foundation

/// How a command was called: by whom, from where, with which streams, and over which directories that are open already.
struct Invocation: Sendable {
    /// The call that the running command answers. Threads that a command starts for itself do not see it.
    @TaskLocal static var current = Invocation(console: .ofProcess, user: .ofProcess)

    let console: Console
    let user: SystemUser
    /// The folder that relative paths start from; nil: that of the process.
    var folder: String?
    /// The server that carries the command out, if one does.
    var server: AdministrationServer?
    /// Whether the server does it by itself: what it did is in its schedule then, not among the acts of people.
    var isScheduled = false
    /// What the command is called, without its arguments.
    var names = ""

    /// Throws where nobody waits for what comes next: called between two things that are each whole.
    func checkGoingOn() throws {
        if console.isAbandoned || server?.isStopping ?? false { throw Interruption() }
    }

    /// A path that was given, as this process can open it.
    func path(_ given: String) -> String {
        guard let folder, !given.hasPrefix("/") else { return given }
        return URL(filePath: folder, directoryHint: .isDirectory).appending(path: given).path
    }
}

/// A command ended between two things that are each whole, since its command line or the server went away.
struct Interruption: Error, CustomStringConvertible {
    var description: String { "interrupted: what was done before stays; run the command again for the rest" }
}

extension URL {
    /// The file that a person named, relative to the folder where the command was given.
    init(given path: String) { self.init(filePath: Invocation.current.path(path)) }
}

extension Agent {
    /// Whoever gave the running command.
    static var invoker: Agent { .systemUser(Invocation.current.user) }
}

extension SystemUser {
    static var ofProcess: SystemUser { SystemUser(uid: geteuid()) }

    /// With the name that the machine knows, or none.
    init(uid: UInt32) {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var text = [CChar](repeating: 0, count: 1 << 14)
        let isKnown = getpwuid_r(uid, &entry, &text, text.count, &found) == 0 && found != nil
        self.init(uid: uid, name: isKnown ? entry.pw_name.map { String(cString: $0) } ?? "" : "")
    }
}
