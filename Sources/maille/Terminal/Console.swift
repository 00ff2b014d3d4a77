import Collection
import Foundation
import Synchronization

/// The three streams of a command: those of this process, or those that a command line handed to the server.
///
/// A command line that stops reading, or goes away, holds nobody up: what is said on the way is dropped after ten
/// seconds, and the result when the command line is gone or the server stops.
final class Console: Sendable {
    static let ofProcess = Console(input: STDIN_FILENO, output: STDOUT_FILENO, errors: STDERR_FILENO)

    let input: Int32
    let output: Int32
    let errors: Int32
    /// Whether somebody watches the errors as they come.
    let isTerminal: Bool
    /// The socket to the command line, which is there as long as it is; nil in a process of its own.
    private let commandLine: Int32?
    /// Whether the server that carries the command out is stopping.
    private let isStopping: @Sendable () -> Bool
    private let isMuted = Atomic(false)

    init(
        input: Int32, output: Int32, errors: Int32, commandLine: Int32? = nil,
        isStopping: @escaping @Sendable () -> Bool = { false }
    ) {
        (self.input, self.output, self.errors) = (input, output, errors)
        (self.commandLine, self.isStopping) = (commandLine, isStopping)
        isTerminal = isatty(errors) == 1
    }

    /// Whether the command line is gone, so that nobody waits for what is still to be done.
    var isAbandoned: Bool {
        guard let commandLine else { return false }
        var status = [pollfd(fd: commandLine, events: Console.closed, revents: 0)]
        return poll(&status, 1, 0) > 0
    }

    /// POLLRDHUP (poll(2)), which Glibc's module leaves out: the other end closed.
    private static let closed: Int16 = 0x2000

    /// The input, of which nothing more is read once the command line is gone, so that its terminal is its own again.
    var standardInput: StandardInput {
        commandLine == nil ? StandardInput(input) : StandardInput(input) { self.isAbandoned || self.isStopping() }
    }

    /// The command's result.
    func give(_ text: String) { write(text, to: output, seconds: nil) }

    /// What is said on the way.
    func say(_ text: String) {
        guard !isMuted.load(ordering: .relaxed) else { return }
        if !write(text, to: errors, seconds: 10) { isMuted.store(true, ordering: .relaxed) }
    }

    /// One line of the input, without its end; nil at the input's end, for a line beyond 64 KiB, and where the command
    /// line went away before it was whole. Nothing after the line is read.
    func readLine() -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < 1 << 16 {
            guard hasInput() else { return nil }
            let count = read(input, &byte, 1)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return line.isEmpty ? nil : String(decoding: line, as: UTF8.self) }
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return nil
    }

    /// Waits for input, or its end; false once the command line is gone or the server stops.
    private func hasInput() -> Bool {
        guard commandLine != nil else { return true }
        while !isAbandoned && !isStopping() {
            var status = [pollfd(fd: input, events: Int16(POLLIN), revents: 0)]
            if poll(&status, 1, 200) > 0 { return true }
        }
        return false
    }

    /// False where not all could be written. A pipe that says that it is ready takes `PIPE_BUF` bytes at once.
    @discardableResult
    private func write(_ text: String, to stream: Int32, seconds: Int?) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            guard isReady(stream, seconds: seconds) else { return false }
            let piece = commandLine == nil ? rest : rest.prefix(Int(PIPE_BUF))
            let count = piece.withUnsafeBytes { Glibc.write(stream, $0.baseAddress, $0.count) }
            if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Waits until the stream takes bytes. False once the command line is gone, the server stops, or the seconds are
    /// over.
    private func isReady(_ stream: Int32, seconds: Int?) -> Bool {
        guard commandLine != nil else { return true }
        let end = ContinuousClock.now + .seconds(seconds ?? 0)
        while !isAbandoned {
            var status = [pollfd(fd: stream, events: Int16(POLLOUT), revents: 0)]
            if poll(&status, 1, 200) > 0 { return status[0].revents & Int16(POLLNVAL) == 0 }
            if isStopping() || seconds != nil && ContinuousClock.now > end { return false }
        }
        return false
    }
}
