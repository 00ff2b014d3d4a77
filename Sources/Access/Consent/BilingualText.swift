/// What people read, in French and in English.
package struct BilingualText: Hashable, Sendable, Codable {
    package let french: String
    package let english: String

    package init(french: String, english: String) {
        self.french = french
        self.english = english
    }
}
