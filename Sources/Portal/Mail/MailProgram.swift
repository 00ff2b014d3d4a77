package import Foundation

/// Letters given to a program that speaks to a relay, called as every Unix mailer can be: `sendmail -i -f SENDER --
/// ADDRESS`, the message on its standard input (Debian: msmtp-mta, nullmailer, postfix).
///
/// A relay needs queues, retries, TLS and secrets: such programs have them, and are kept up to date by the system.
package struct MailProgram: Mailer {
    private let program: URL
    private let sender: String
    private static let patience = DispatchTimeInterval.seconds(30)

    package init(_ program: URL, sender: String) {
        self.program = program
        self.sender = sender
    }

    /// Throws `MailFault` unless the program took the letter within half a minute.
    package func send(_ letter: Letter) throws {
        let process = Process()
        process.executableURL = program
        process.arguments = ["-i", "-f", sender, "--", letter.to]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let input = Pipe()
        process.standardInput = input
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        // A program that ends early says why by its status; one that reads half and says all is well has lost a letter.
        let writing = Result {
            try input.fileHandleForWriting.write(contentsOf: Data(letter.message(from: sender, at: .now).utf8))
            try input.fileHandleForWriting.close()
        }
        guard ended.wait(timeout: .now() + MailProgram.patience) == .success else {
            process.terminate()
            throw MailFault.tooSlow
        }
        guard process.terminationStatus == 0 else { throw MailFault.refused(process.terminationStatus) }
        try writing.get()
    }
}

/// Why a letter did not leave. Never to whom.
package enum MailFault: Error, Hashable, CustomStringConvertible {
    case tooSlow
    case refused(Int32)

    package var description: String {
        switch self {
        case .tooSlow: "the mail program did not take a letter within 30 seconds"
        case .refused(let code): "the mail program ended with \(code)"
        }
    }
}
