/// Values of successive intervals as bars, with the values that they are compared with in grey behind.
///
/// Values are whole numbers of the smallest unit kept (watt-hours, litres). Whoever makes the chart has written all
/// words, in the reader's language; the chart decides where they stand.
package struct BarChart: Sendable {
    /// Begins the identifiers of the drawing's parts: unique on its page, letters, digits and `-`.
    package let name: String
    package let title: String
    /// What a person who does not see the drawing has to know: total, highest value, what is missing.
    package let summary: String
    /// What one bar counts: `kWh par demi-heure`. It stands once, above the axis.
    package let unit: String
    package let bars: [Bar]
    /// Marks of the horizontal axis.
    package var ticks: [Tick] = []
    /// The values behind the bars, one for each of them (nil: none), and what they are.
    package var past: [Int64?] = []
    package var pastName: Words?
    /// Slots that need an explanation: the second 02:00 of the autumn.
    package var band: Band?
    /// What is written at the highest bar; nil writes nothing.
    package var peak: Words?
    /// Rows of numbers under the axis, one number a bar, in the wide drawing only.
    package var rows: [Row] = []
    /// Words of a run of so many bars of one state (`3 estimées`); nil writes nothing.
    package var runs: @Sendable (Int, Bar.State) -> Words? = { _, _ in nil }
    /// How a value is written at the axis; the second number is the step between two marks.
    package var axis: @Sendable (Int64, Int64) -> String = { value, _ in "\(value)" }

    package init(name: String, title: String, summary: String, unit: String, bars: [Bar]) {
        self.name = name
        self.title = title
        self.summary = summary
        self.unit = unit
        self.bars = bars
    }

    /// Words of the wide and of the narrow drawing.
    package struct Words: Hashable, Sendable {
        package let wide: String
        package let narrow: String

        package init(_ wide: String, narrow: String? = nil) {
            self.wide = wide
            self.narrow = narrow ?? wide
        }
    }

    /// A mark of the horizontal axis.
    package struct Tick: Hashable, Sendable {
        /// In slots from the left edge: 0 is the start of the first bar, 0.5 its middle.
        package let place: Double
        package let words: Words
        /// A second line: the summer time or winter time of a repeated hour.
        package let detail: String?
        /// Whether the narrow drawing has it.
        package let isInNarrow: Bool

        package init(_ place: Double, _ words: Words, detail: String? = nil, isInNarrow: Bool = true) {
            self.place = place
            self.words = words
            self.detail = detail
            self.isInNarrow = isInNarrow
        }
    }

    /// Slots with a ground of their own and a sentence above.
    package struct Band: Hashable, Sendable {
        package let slots: Range<Int>
        package let words: Words

        package init(_ slots: Range<Int>, _ words: Words) {
            self.slots = slots
            self.words = words
        }
    }

    /// A row of numbers under the axis.
    package struct Row: Hashable, Sendable {
        package let name: String
        package let texts: [String]
        package let isLead: Bool

        package init(_ name: String, _ texts: [String], isLead: Bool) {
            self.name = name
            self.texts = texts
            self.isLead = isLead
        }
    }
}

/// One interval of a bar chart.
package struct Bar: Hashable, Sendable {
    /// Interval, value and quality, as the browser shows them at the bar: `07:00–07:30 : 0,14 kWh`.
    package let name: String
    package let value: Int64
    package let state: State

    package init(_ name: String, _ value: Int64, _ state: State) {
        self.name = name
        self.value = value
        self.state = state
    }

    /// How far the value can be trusted. Each has a pattern of its own.
    package enum State: Hashable, Sendable, CaseIterable {
        case measured, corrected, estimated
        /// A sum of which something is missing: at least this much.
        case partial
        /// Expected, and not there: a frame, never a zero.
        case missing
        /// Not expected: the interval is still to come, or was another customer's.
        case outside

        var hasBar: Bool { self != .missing && self != .outside }
    }
}
