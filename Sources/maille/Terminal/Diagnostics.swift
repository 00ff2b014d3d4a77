import Foundation

/// Standard error: everything that is not the command's result.
enum Diagnostics {
    static func say(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
