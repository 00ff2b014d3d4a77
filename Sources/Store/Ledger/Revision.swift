/// A revision of what is known: the import that brought it. Later imports have greater numbers.
package struct Revision: Hashable, Sendable, Comparable {
    package let number: Int64

    package init(_ number: Int64) { self.number = number }

    package static func < (left: Revision, right: Revision) -> Bool { left.number < right.number }
}
