/// What a document may be called that is a file in a folder.
package enum DocumentName {
    /// A name that leads out of its folder, or hides in it.
    package struct Fault: Error, Hashable, CustomStringConvertible {
        package let name: String

        package var description: String { "'\(name.prefix(40))' is no name of a document" }
    }

    /// The name, where it is that of a file in the folder itself.
    package static func checked(_ name: String) throws(Fault) -> String {
        guard !name.isEmpty, !name.hasPrefix("."), name.utf8.allSatisfy({ $0 > 0x1F && $0 != 0x2F && $0 != 0x7F })
        else {
            throw Fault(name: name)
        }
        return name
    }
}
