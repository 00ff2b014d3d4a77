import Access
import Metering
import Web

/// The switches by which a person says which data of a meter may be read: one for each step, off unless a consent
/// holds. Both pages of consent have them.
enum ConsentSwitches {
    private static let daily = "daily"
    private static let halfHourly = "half-hourly"

    /// Those of a granularity; `value` says of what, where a page has several.
    static func views(
        _ granularity: Granularity, on given: Granularity = [], value: String = FieldView.ticked, _ language: Language
    ) -> [FieldView] {
        var views: [FieldView] = []
        if granularity.contains(.daily) {
            views.append(
                FieldView(
                    box: daily, value, isTicked: given.contains(.daily), Message("My consumption of each day"), language
                ))
        }
        if granularity.contains(.halfHourly) {
            views.append(
                FieldView(
                    box: halfHourly, value, isTicked: given.contains(.halfHourly),
                    Message("My consumption of each half hour: it may show when I am at home"), language))
        }
        return views
    }

    /// What was ticked of it.
    static func granularity(in fields: FormFields, value: String = FieldView.ticked) -> Granularity {
        var granularity: Granularity = []
        if fields.has(daily, value) { granularity.insert(.daily) }
        if fields.has(halfHourly, value) { granularity.insert(.halfHourly) }
        return granularity
    }
}

/// The answer to a question of consent, and the words that it answers.
enum ConsentAnswer {
    /// The texts that were shown: what changed since is not agreed to.
    static let text = "text"
    private static let answer = "answer"

    static func isYes(_ fields: FormFields) -> Bool { fields[answer] == "yes" }

    /// Both answers look alike: they weigh the same.
    static func buttons(_ language: Language) -> [ButtonView] { [giving(language), refusing(language)] }

    private static func giving(_ language: Language) -> ButtonView {
        ButtonView(.init(label: Message("Give my consent")), sends: HiddenView(name: answer, value: "yes"), language)
    }

    static func refusing(_ language: Language) -> ButtonView {
        ButtonView(.init(label: Message("Refuse")), sends: HiddenView(name: answer, value: "no"), language)
    }

    static let nothingChosen = Message("Choose at least one kind of data, or refuse.")
}
