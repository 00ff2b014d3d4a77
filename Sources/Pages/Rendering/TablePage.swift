/// A table under a sentence, for pages that need no more.
struct TablePage: Page {
    static let template = Template.table
    let title: String
    let introduction: String
    let headings: [String]
    let rows: [Row]

    struct Row {
        let cells: [String]
    }
}
