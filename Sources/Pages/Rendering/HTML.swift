import Mustache

/// Markup of ours, which goes into a page as it is: `{{{…}}}` in a template takes nothing else, and `{{…}}` never does.
struct HTML: Hashable, Sendable, MustacheCustomRenderable {
    let renderText: String

    /// `markup` has all that people wrote escaped already.
    init(_ markup: String) { renderText = markup }

    var isNull: Bool { false }
}
