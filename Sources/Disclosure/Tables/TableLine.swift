/// A line of a table to be judged: a territory, a sector or all, a year or several, with the points that it covers.
package struct TableLine: Sendable {
    package let request: FigureRequest
    /// The points that it covers, by year.
    package let panels: [Int: Panel]

    package init(_ request: FigureRequest, panels: [Int: Panel]) {
        self.request = request
        self.panels = panels
    }

    /// An annual figure judged before: published, in a table or as daily figures, or held back. Later tables count the
    /// published ones as known, and keep the others hidden.
    package struct Earlier: Hashable, Sendable {
        package let panels: [Int: Panel]
        package let isPublished: Bool

        package init(panels: [Int: Panel], isPublished: Bool) {
            self.panels = panels
            self.isPublished = isPublished
        }
    }
}
