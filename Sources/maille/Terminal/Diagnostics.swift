import Foundation

/// Standard error: everything that is not the command's result.
enum Diagnostics {
    static func say(_ line: String) { Invocation.current.console.say(line.visible + "\n") }
}

/// Standard output: the command's result.
enum Results {
    static func say(_ value: some CustomStringConvertible) { write("\(value)\n") }

    static func write(_ text: String) { Invocation.current.console.give(text) }
}

extension String {
    /// The text as one line for a terminal: names and figures come from files, which could move the cursor or
    /// write lines of their own.
    var visible: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.isInvisible ? "\u{FFFD}" : $0 }))
    }
}

extension Unicode.Scalar {
    fileprivate var isInvisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
