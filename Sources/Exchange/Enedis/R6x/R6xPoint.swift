import Metering

/// One value as R63 to R66 and DataConnect give it: read field by field, in any order, and not yet judged.
struct R6xPoint {
    enum Field: Hashable { case value, time, step, nature, likelihood, state }

    private(set) var time: EnedisTime?
    /// Nil where the file leaves the value empty, or has none that can be read.
    private(set) var figure: Figure?
    private(set) var step: Step?
    /// *Nature*: an ASCII letter, 0 where there is none.
    private(set) var nature: UInt8 = 0
    /// *Indice de vraisemblance* (`iv`).
    private(set) var likelihood: Int8?
    /// *État complémentaire* (`ec`).
    private(set) var state: Int8?
    let line: UInt32
    /// The fields that have a text, but none that can be read.
    private(set) var unreadable: [Field: String] = [:]

    init(line: UInt32) { self.line = line }

    /// Takes a field from its text; no text is no field.
    mutating func read(_ field: Field, _ text: Span<UInt8>) {
        guard !text.isEmpty else { return }
        let isRead: Bool
        switch field {
        case .value:
            figure = Figure(text)
            isRead = figure != nil
        case .time:
            time = EnedisTime(text)
            isRead = time != nil
        case .step:
            step = Step(iso: text.string)
            isRead = step != nil
        case .nature:
            nature = text.count == 1 ? text[0] : 0
            isRead = nature != 0
        case .likelihood:
            likelihood = R6xPoint.code(text)
            isRead = true
        case .state:
            state = R6xPoint.code(text)
            isRead = true
        }
        if !isRead { unreadable[field] = String(text.string.prefix(40)) }
    }

    /// A small code; one that is no such code becomes 127, which no guide gives a meaning to.
    private static func code(_ text: Span<UInt8>) -> Int8 { text.integer.flatMap { Int8(exactly: $0) } ?? .max }

    /// Whether the file has the interval or date, without a value.
    var isEmpty: Bool { figure == nil && unreadable[.value] == nil }

    /// Only Linky meters send nature B and a likelihood index.
    var isFromLinky: Bool { nature == UInt8(ascii: "B") || likelihood != nil }
}
