import Foundation

/// What a command reads where a path is `-`: of its own process, or of a command line elsewhere, which may go away.
package struct StandardInput: Sendable {
    let descriptor: Int32
    /// Whether nobody waits any more for what is read; nil where that cannot be.
    let isAbandoned: (@Sendable () -> Bool)?

    package init(_ descriptor: Int32 = STDIN_FILENO, isAbandoned: (@Sendable () -> Bool)? = nil) {
        (self.descriptor, self.isAbandoned) = (descriptor, isAbandoned)
    }
}
