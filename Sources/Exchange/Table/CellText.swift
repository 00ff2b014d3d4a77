extension String {
    /// A name as columns are compared: small letters, no accents, single spaces, no byte order mark.
    var columnKey: String {
        withoutAccents.filter { $0 != "\u{FEFF}" }.split { $0 == " " || $0 == "\u{A0}" || $0 == "\"" }
            .joined(separator: " ")
    }

    /// The text of a cell that a spreadsheet was told to keep as text: `="0123"`, or `'0123`. Inside quotes, its own
    /// come doubled: `"=""0123"""`.
    var withoutFormula: String {
        for (opening, closing) in [("=\"\"", "\"\""), ("=\"", "\"")] where hasPrefix(opening) && hasSuffix(closing) {
            guard count > opening.count + closing.count else { continue }
            return String(dropFirst(opening.count).dropLast(closing.count))
        }
        return hasPrefix("'") ? String(dropFirst()) : self
    }
}
