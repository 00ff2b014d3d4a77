import Access
import Web

/// The spaces and apostrophes of French (Lexique des règles typographiques en usage à l'Imprimerie nationale): a narrow
/// no-break space before `;`, `!` and `?`, a no-break space before `:` and within « », an apostrophe that is one.
enum FrenchTypography {
    /// Texts are typed with plain spaces and `'`.
    static func set(_ text: String) -> String {
        text.replacing(/\ (?<sign>[;!?])/) { "\u{202F}\($0.output.sign)" }
            .replacing(/\ (?<sign>[:»])/) { "\u{A0}\($0.output.sign)" }
            .replacing("« ", with: "«\u{A0}")
            .replacing(/(?<before>\p{L})'(?<after>[\p{L}{«])/) { "\($0.output.before)’\($0.output.after)" }
    }
}

extension BilingualText {
    /// As a page sets it.
    func shown(in language: Language) -> String {
        language == .french ? FrenchTypography.set(french) : english
    }
}
