/// A page with what stands around each page, as the templates see it: they find a name in the page first, then here.
struct Layout<Content: Page> {
    let language: String
    let otherLanguage: OtherLanguage
    /// The common style sheet.
    let style: String
    /// The tenant's own style sheet and logo; nil where it has none.
    let look: String?
    let logo: String?
    let tenant: String
    /// Whether there are legal texts to lead to.
    let isDescribed: Bool
    /// Whether the page says what is wrong with a form.
    let isFaulty: Bool
    let menu: Menu
    let page: Content
}

/// This page in the other language.
struct OtherLanguage {
    let code: String
    let name: String
    let address: String
}
