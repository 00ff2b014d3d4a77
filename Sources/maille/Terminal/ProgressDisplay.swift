import Exchange
import Foundation

/// Progress on standard error: a bar that redraws itself on a terminal, a plain line now and then elsewhere.
final class ProgressDisplay {
    private let console = Invocation.current.console
    private var lastShown = ContinuousClock.now
    private var isDrawn = false

    /// `done` of `total` (bytes or parts, nil where unknown), with what was counted so far.
    func show(_ name: String, done: Int, total: Int?, _ counted: String) {
        let now = ContinuousClock.now
        guard now - lastShown > (console.isTerminal ? .milliseconds(100) : .seconds(3)) else { return }
        lastShown = now
        let share = total.map { $0 > 0 ? min(1, Double(done) / Double($0)) : 1 }
        let percent = share.map { "\(Int($0 * 100)) %" } ?? "\(done >> 20) MiB"
        if console.isTerminal {
            let filled = Int((share ?? 0) * 30)
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
            console.say("\r\u{1B}[K\(bar) \(percent)  \(counted)  \(name.visible)")
            isDrawn = true
        } else {
            console.say("  \(percent)  \(counted)  \(name)".visible + "\n")
        }
    }

    /// Clears the bar, so that what follows starts on a clean line.
    func finish() {
        if isDrawn { console.say("\r\u{1B}[K") }
        isDrawn = false
    }
}

extension BinaryInteger {
    /// Digits in groups of three, with commas.
    /// `1 file`, `12 files`; of words that end otherwise, both.
    func counted(_ one: String, _ many: String? = nil) -> String {
        "\(grouped) \(self == 1 ? one : many ?? one + "s")"
    }

    var grouped: String {
        let digits = String(magnitude.description.reversed())
        let groups = stride(from: 0, to: digits.count, by: 3).map { start in
            String(digits.dropFirst(start).prefix(3))
        }
        return (self < 0 ? "-" : "") + String(groups.joined(separator: ",").reversed())
    }
}
