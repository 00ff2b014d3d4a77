/// A line of a table about to be judged: a territory, a sector or all, a year or several, and whom it covers.
package struct TableLine: Sendable {
    package let question: Question
    /// Whom it covers in each year.
    package let panels: [Int: Panel]

    package init(_ question: Question, panels: [Int: Panel]) {
        self.question = question
        self.panels = panels
    }

    /// An annual figure that tables have to reckon with: it left, in a table or day by day, or was held back.
    package struct Earlier: Hashable, Sendable {
        package let panels: [Int: Panel]
        package let isPublished: Bool

        package init(panels: [Int: Panel], isPublished: Bool) {
            self.panels = panels
            self.isPublished = isPublished
        }
    }
}
