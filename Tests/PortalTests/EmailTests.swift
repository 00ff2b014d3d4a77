import Foundation
import NIOPosix
import TestKit
import Testing

@testable import Web

@Suite("Letters", .serialized)
struct EmailTests {
    private let letter = EmailMessage(
        to: "anna@example.org", subject: "Été\r\nBcc: x@example.org", text: "Bonjour,\nà vous.")

    /// A program that keeps its arguments and its input.
    private func program(ending code: Int) throws -> (MailProgram, TemporaryFolder) {
        try program { "printf '%s\\n' \"$@\" > \($0)/arguments\ncat > \($0)/input\nexit \(code)" }
    }

    /// A program of these lines, given the folder that it may write to. Patient by default: the end of a program is
    /// told on Swift's pool, which the tests beside these may keep for minutes.
    private func program(
        patience: Duration = .seconds(900), _ lines: (_ folder: String) -> String
    ) throws -> (MailProgram, TemporaryFolder) {
        let folder = try TemporaryFolder()
        let path = try folder.file("mailer", "#!/bin/sh\n\(lines(folder.url.path))\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        return (MailProgram(URL(filePath: path), sender: "maille@example.org", patience: patience), folder)
    }

    /// From a thread that may wait, as routes do.
    private func send(_ letter: EmailMessage? = nil, by mailer: MailProgram) async throws {
        let letter = letter ?? self.letter
        try await NIOThreadPool.singleton.runIfActive { try mailer.send(letter) }
    }

    @Test("go to the mail program with one address and no field that was smuggled in")
    func program() async throws {
        let (mailer, folder) = try program(ending: 0)
        try await send(by: mailer)
        let arguments = try String(contentsOf: folder.url.appending(path: "arguments"), encoding: .utf8)
        #expect(arguments == "-i\n-f\nmaille@example.org\n--\nanna@example.org\n")
        let message = try String(contentsOf: folder.url.appending(path: "input"), encoding: .utf8)
        #expect(message.contains("\r\n\r\nBonjour,\r\nà vous."))
        let fields = message.components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\r\n")
        #expect(fields.contains { $0.hasPrefix("Date: ") } && !fields.contains { $0.hasPrefix("Bcc") })
    }

    @Test func `an e-mail has an identifier of its own, and says that nobody wrote it`() {
        func text(_ letter: EmailMessage) -> String {
            letter.rfc5322(from: "maille@example.org", at: Date(timeIntervalSince1970: 0))
        }
        let texts = [text(letter), text(EmailMessage(to: letter.to, subject: letter.subject, text: letter.text))]
        #expect(text(letter) == texts[0])
        for text in texts {
            #expect(text.contains("\r\nAuto-Submitted: auto-generated\r\n"))
            #expect(text.contains(/\r\nMessage-ID: <[0-9A-F-]{36}@example\.org>\r\n/))
        }
        #expect(texts[0] != texts[1])
    }

    @Test("that the program does not take are said to be lost")
    func refused() async throws {
        let (mailer, folder) = try program(ending: 75)
        await #expect(throws: MailFault.refused(75)) { try await send(by: mailer) }
        withExtendedLifetime(folder) {}
    }

    @Test("whose program never ends are lost in time, and nothing that it started goes on")
    func hanging() async throws {
        let (mailer, folder) = try program(patience: .seconds(3)) { folder in
            "trap '' TERM\nsleep 600 &\necho $! > \(folder)/child\necho $$ > \(folder)/own\nwhile :; do sleep 1; done"
        }
        // Timed on the thread that sends: the test itself waits for its turn among the others.
        let time = try await NIOThreadPool.singleton.runIfActive { [letter] in
            ContinuousClock().measure { #expect(throws: MailFault.tooSlow) { try mailer.send(letter) } }
        }
        #expect(time < .seconds(20))
        for name in ["child", "own"] {
            let text = try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
            let process = try #require(pid_t(text.dropLast()))
            // The task that ends it waits for Swift's pool.
            let deadline = ContinuousClock.now + .seconds(900)
            while EmailTests.isAlive(process), ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(!EmailTests.isAlive(process))
        }
    }

    /// False where it is gone, or waits to be collected by whoever it was left to.
    private static func isAlive(_ process: pid_t) -> Bool {
        let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        return status?.contains("State:\tZ") == false
    }

    @Test("that the program ends without reading are said to be lost", arguments: ["exit 0", "head -c 10 >/dev/null"])
    func unread(lines: String) async throws {
        let (mailer, folder) = try program { _ in lines }
        let long = EmailMessage(to: letter.to, subject: "long", text: String(repeating: "a line\n", count: 200_000))
        for letter in [letter, long] {
            await #expect(throws: MailFault.unread) { try await send(letter, by: mailer) }
        }
        withExtendedLifetime(folder) {}
    }

    @Test("whose program dies are said to be lost")
    func killed() async throws {
        let (mailer, folder) = try program { _ in "kill -9 $$" }
        await #expect(throws: MailFault.ended(signal: 9)) { try await send(by: mailer) }
        withExtendedLifetime(folder) {}
    }

    @Test("cannot leave by a program that is not there")
    func absent() async {
        let mailer = MailProgram(URL(filePath: "/nowhere/sendmail"), sender: "maille@example.org")
        await #expect(throws: MailFault.notStarted) { try await send(by: mailer) }
    }

    @Test("leave many at once from every thread there is, without descriptors left over")
    func many() async throws {
        let (mailer, folder) = try program { _ in "cat > /dev/null" }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 { group.addTask { try await send(by: mailer) } }
            try await group.waitForAll()
        }
        withExtendedLifetime(folder) {}
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter { name in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
            return target?.contains("maille-letter") == true
        }
        #expect(open.count <= 1)
    }

    @Test(
        "go to one address, and to nothing that a relay could read as more",
        arguments: [
            ("anna@example.org", true), ("anna+maille@example.org", true), ("anna@localhost", true),
            ("é@exemple.fr", true), ("", false), ("anna", false), ("@example.org", false), ("anna@", false),
            ("a@b@c", false), ("a b@c", false), ("a@b,c@d", false), ("a@b;c", false), ("<a@b>", false),
            ("\"a\"@b", false), ("a@b\nBcc: c@d", false), ("a@b\u{0}", false), ("-t@b", false), ("a.@b", false),
            ("a@.b", false), ("a|b@c", false), (String(repeating: "a", count: 250) + "@b.fr", false),
        ])
    func address(text: String, isOne: Bool) { #expect(MailAddress.isOne(text) == isOne) }
}
