import Exchange

/// Standard error: everything that is not the command's result.
enum Diagnostics {
    static func say(_ line: String) { Invocation.current.console.say(line.visible + "\n") }
}

/// Standard output: the command's result.
enum Results {
    static func say(_ value: some CustomStringConvertible) { write("\(value)\n") }

    static func write(_ text: String) { Invocation.current.console.give(text) }
}
