import Foundation
import Subprocess
import SystemPackage

/// Uploads documents with OpenSSH's `sftp`: under another name in the same folder, then renamed, then listed.
///
/// The server has to have the host key that the operator was given, whatever this machine knows; no file of settings
/// and no agent counts. The document is the program's standard input, a file without a name: it lies nowhere in clear.
/// Servers with `posix-rename@openssh.com` take the same name twice; others refuse a document that came already.
struct SFTPTransport: DeliveryTransport {
    let place: SFTPPlace
    var program = FilePath("/usr/bin/sftp")
    /// For a document; each 64 KiB has a second more.
    var seconds = 60

    func send(_ outgoing: OutgoingDocument) async throws {
        let (name, bytes) = (outgoing.document.file, outgoing.bytes)
        let folder = FileManager.default.temporaryDirectory.appending(path: "maille-sftp-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let input: MessageFile
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            try Data("\(SFTPTransport.alias) \(place.hostKey)\n".utf8).write(to: folder.appending(path: "known_hosts"))
            try Data(commands(for: name).utf8).write(to: folder.appending(path: "commands"))
            input = try MessageFile(bytes)
            // The server's file gets the rights of ours, which nobody can open.
            _ = fchmod(input.descriptor, outgoing.document.restrictedUse == nil ? 0o644 : 0o640)
        } catch {
            throw DeliveryFault.noClient
        }
        let said = try await run(in: folder, input, seconds: seconds + bytes.count >> 16)
        guard said.code == 0 else { throw SFTPTransport.fault(of: said.errors) }
        guard SFTPTransport.size(of: name, in: said.output) == bytes.count else { throw DeliveryFault.notStored }
    }

    /// What the server is called in the file of known hosts, whatever its address.
    private static let alias = "maille-destination"

    private func commands(for name: String) -> String {
        let target = "\"\(place.folder)/\(name)\""
        let partial = "\"\(place.folder)/\(name).partial\""
        // `-f`: the server synchronises the file, where it can.
        return """
            put -f /proc/self/fd/0 \(partial)
            rename \(partial) \(target)
            ls -ln \(target)

            """
    }

    private func arguments(in folder: URL) -> [String] {
        let options = [
            "BatchMode=yes", "StrictHostKeyChecking=yes", "HostKeyAlias=\(SFTPTransport.alias)",
            "UserKnownHostsFile=\(folder.appending(path: "known_hosts").path)", "GlobalKnownHostsFile=/dev/null",
            "IdentitiesOnly=yes", "IdentityAgent=none", "IdentityFile=\"\(place.keyFile)\"",
            "PreferredAuthentications=publickey", "ConnectTimeout=15", "ServerAliveInterval=15",
            "UpdateHostKeys=no",
        ]
        return ["-F", "none"] + options.flatMap { ["-o", $0] }
            + ["-b", folder.appending(path: "commands").path, "-P", "\(place.port)", "\(place.user)@\(place.host)"]
    }

    private struct Ended: Sendable {
        let code: Int32
        let output: String
        let errors: String
    }

    private func run(in folder: URL, _ input: MessageFile, seconds: Int) async throws -> Ended {
        let (program, arguments) = (program, arguments(in: folder))
        return try await withThrowingTaskGroup(of: Ended.self) { group in
            group.addTask {
                var options = PlatformOptions()
                // A group of its own, so that ssh is ended with it.
                options.processGroupID = 0
                options.teardownSequence = [
                    .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
                ]
                defer { withExtendedLifetime(input) {} }
                do {
                    let ended = try await Subprocess.run(
                        .path(program), arguments: Arguments(arguments), platformOptions: options,
                        input: .fileDescriptor(
                            FileDescriptor(rawValue: input.descriptor), closeAfterSpawningProcess: false),
                        output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
                    let code: Int32 = if case .exited(let code) = ended.terminationStatus { code } else { -1 }
                    return Ended(code: code, output: ended.standardOutput, errors: ended.standardError)
                } catch {
                    throw DeliveryFault.noClient
                }
            }
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                throw DeliveryFault.noAnswer
            }
            defer { group.cancelAll() }
            guard let ended = try await group.next() else { throw DeliveryFault.noClient }
            return ended
        }
    }

    /// By the words of OpenSSH's client, of which none is passed on.
    static func fault(of errors: String) -> DeliveryFault {
        if errors.contains("Host key verification failed") { return .otherHostKey }
        if errors.contains("Permission denied (") || errors.contains("Load key") { return .notSignedIn }
        if errors.contains("no such identity") { return .noClient }
        let lost = ["Connection closed", "Connection refused", "timed out", "Could not resolve", "No route to host"]
        if lost.contains(where: errors.contains) || errors.contains("Connection reset") { return .noAnswer }
        return .notStored
    }

    /// The length that `ls -ln` tells of a file: `-rw-r--r--  1 1000 1000 1234 Nov 30 14:00 NAME`.
    static func size(of name: String, in listing: String) -> Int? {
        let line = listing.split(whereSeparator: \.isNewline).last { $0.hasPrefix("-") && $0.hasSuffix(name) }
        let fields = line?.split(separator: " ", omittingEmptySubsequences: true) ?? []
        return fields.count >= 9 ? Int(fields[4]) : nil
    }
}
