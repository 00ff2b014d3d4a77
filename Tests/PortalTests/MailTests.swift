import Foundation
import TestKit
import Testing

@testable import Portal

@Suite("Letters")
struct MailTests {
    private let letter = Letter(to: "anna@example.org", subject: "Été\r\nBcc: x@example.org", text: "Bonjour,\nà vous.")

    /// A program that keeps its arguments and its input.
    private func program(ending code: Int) throws -> (MailProgram, TemporaryFolder) {
        let folder = try TemporaryFolder()
        let script =
            "#!/bin/sh\nprintf '%s\\n' \"$@\" > \(folder.url.path)/arguments\ncat > \(folder.url.path)/input\nexit \(code)\n"
        let path = try folder.file("mailer", script)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        return (MailProgram(URL(filePath: path), sender: "maille@example.org"), folder)
    }

    @Test("go to the mail program with one address and no field that was smuggled in")
    func program() throws {
        let (mailer, folder) = try program(ending: 0)
        try mailer.send(letter)
        let arguments = try String(contentsOf: folder.url.appending(path: "arguments"), encoding: .utf8)
        #expect(arguments == "-i\n-f\nmaille@example.org\n--\nanna@example.org\n")
        let message = try String(contentsOf: folder.url.appending(path: "input"), encoding: .utf8)
        #expect(message.contains("\r\n\r\nBonjour,\r\nà vous."))
        let fields = message.components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\r\n")
        #expect(fields.contains { $0.hasPrefix("Date: ") } && !fields.contains { $0.hasPrefix("Bcc") })
    }

    @Test("that the program does not take are said to be lost")
    func refused() throws {
        let (mailer, folder) = try program(ending: 75)
        withExtendedLifetime(folder) {
            _ = #expect(throws: MailFault.refused(75)) { try mailer.send(letter) }
        }
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
