import HTTPTypes
import Web

/// What pages are made of, each thing once: for who makes or checks one. No page leads to it.
struct StylePage: Page {
    static let template = Template.style
    let form: FormView
    let count: Amount

    private enum Heating: String { case gas, electricity }

    private static let day = Field.text(
        "day", Message("I live here since"), autocomplete: "off", atMost: 10,
        fault: Message("Write the day like 25/10/2026."))
    private static let rooms = Field.number(
        "rooms", Message("Number of rooms"), hint: Message("Kitchen and bathroom do not count."), in: 1...30)
    private static let heating = Field<Heating>.choice(
        "heating", Message("Heating"),
        of: [(.gas, Message("Gas heating")), (.electricity, Message("Electric heating"))])
    private static let leak = Field.box("leak", Message("Tell me of water that runs at night"))
    private static let definition = PageForm(day, rooms, heating, leak, button: Message("Keep"))

    static let routes = [
        Route(.get, "/style", for: .everyone) { call in
            let filled = definition.blank.with(rooms, "4").with(leak, FieldView.ticked)
                .refused(day, Message("Write the day like 25/10/2026."))
            return StylePage(form: filled.view(at: "/style", for: call), count: Amount(1_480, call.language))
                .answer(call)
        }
    ]
}
