/// A link that a page shows.
struct PageLink {
    let address: String
    let label: String
    /// Whether it leads to what is shown.
    let isCurrent: Bool

    init(to address: String, _ label: String, isCurrent: Bool = false) {
        self.address = address
        self.label = label
        self.isCurrent = isCurrent
    }
}
