package import Foundation
import NIOPosix
import Subprocess
import Synchronization
import SystemPackage

/// Gives messages to a program that speaks to a relay, called as every Unix mailer can be: `sendmail -i -f SENDER --
/// ADDRESS`, the message on its standard input (Debian: msmtp-mta, nullmailer, postfix).
///
/// A relay needs queues, retries, TLS and secrets: such programs have them, and are kept up to date by the system.
/// Whatever the program does – never ends, ends early, does not read –, `send` ends, and leaves no process behind.
package struct MailProgram: Mailer {
    private let program: URL
    private let sender: String
    private let patience: Duration

    /// `patience`: how long the program may take for a message before it is killed, with all that it started.
    package init(_ program: URL, sender: String, patience: Duration = .seconds(30)) {
        self.program = program
        self.sender = sender
        self.patience = patience
    }

    /// Throws `MailFault` unless the program took the whole message in time. The calling thread waits: a thread that
    /// may, as routes have; never one of those that Swift's tasks run on.
    package func send(_ message: EmailMessage) throws {
        let input = try MessageFile(message.rfc5322(from: sender, at: .now))
        switch try run(on: input, for: message.to) {
        case .exited(0): break
        case .exited(let code): throw MailFault.refused(code)
        case .signaled(let signal): throw MailFault.ended(signal: signal)
        }
        // A program that reads half and ends with 0 has lost the message.
        guard input.isRead else { throw MailFault.unread }
    }

    private func run(on input: MessageFile, for address: String) throws -> TerminationStatus {
        let (outcome, call) = (Outcome(), call(on: input, for: address))
        let task = Task(executorPreference: MailProgram.executor) { outcome.set(await call()) }
        let time = DispatchTimeInterval.milliseconds(Int(patience / .milliseconds(1)))
        if let result = outcome.wait(time) { return try result.get() }
        // The task ends the program, kindly for a second.
        task.cancel()
        _ = outcome.wait(.seconds(10))
        throw MailFault.tooSlow
    }

    /// The calling thread waits for the task: the program starts whatever Swift's pool is busy with. swift-subprocess
    /// tells its end from that pool all the same (`withUncancelledTask`), so work that keeps every thread of it for
    /// longer than `patience` makes a message too slow; nothing in the server does. A task takes a thread only between
    /// its waits: two do for any number of messages.
    private static let executor = ThreadExecutor(threads: 2)

    /// What became of a program, handed to the thread that waits for it.
    private final class Outcome: Sendable {
        private let result = Mutex<Result<TerminationStatus, MailFault>?>(nil)
        private let isSet = DispatchSemaphore(value: 0)

        func set(_ result: Result<TerminationStatus, MailFault>) {
            self.result.withLock { $0 = result }
            isSet.signal()
        }

        /// Nil where it takes longer.
        func wait(_ time: DispatchTimeInterval) -> Result<TerminationStatus, MailFault>? {
            isSet.wait(timeout: .now() + time) == .success ? result.withLock { $0 } : nil
        }
    }

    private func call(
        on input: MessageFile, for address: String
    ) -> @Sendable () async -> Result<TerminationStatus, MailFault> {
        let (path, arguments) = (FilePath(program.path), Arguments(["-i", "-f", sender, "--", address]))
        return {
            // Held by the task: the file is open for as long as the program may read it.
            let descriptor = FileDescriptor(rawValue: input.descriptor)
            var options = PlatformOptions()
            // A group of its own, so that what the program started is ended with it.
            options.processGroupID = 0
            options.teardownSequence = [
                .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
            ]
            do {
                defer { withExtendedLifetime(input) {} }
                let ended = try await Subprocess.run(
                    .path(path), arguments: arguments, platformOptions: options,
                    input: .fileDescriptor(descriptor, closeAfterSpawningProcess: false), output: .discarded)
                return .success(ended.terminationStatus)
            } catch {
                return .failure(.notStarted)
            }
        }
    }
}

/// Runs tasks on threads that nothing else uses.
private final class ThreadExecutor: TaskExecutor {
    private let threads: NIOThreadPool

    init(threads count: Int) {
        threads = NIOThreadPool(numberOfThreads: count)
        threads.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        threads.submit { _ in job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
