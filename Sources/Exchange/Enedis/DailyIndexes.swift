import Metering

/// The indexes of one channel at the midnight that closes a day: one for each class of two grids, which divide
/// the same energy among the distributor's hours or the supplier's.
struct DailyIndexes {
    let channel: Channel
    let day: CivilDay
    private var distributor = ClassGrid()
    private var supplier = ClassGrid()

    init(of channel: Channel, on day: CivilDay) {
        self.channel = channel
        self.day = day
    }

    /// Delivers the index of a class. One without a usable index is delivered as missing: its grid has no total then.
    mutating func take(_ index: ClassIndex, into sink: any RecordSink) throws {
        switch index.grid {
        case .distributor: try take(index, in: &distributor, into: sink)
        case .supplier: try take(index, in: &supplier, into: sink)
        }
    }

    private func take(_ index: ClassIndex, in grid: inout ClassGrid, into sink: any RecordSink) throws {
        switch index.wattHours {
        case .read(let value) where index.isNamed:
            guard try grid.add(index) else {
                return try tell(sink, .quarantined, IndexRule.repeatedClass, index, "again, with \(value) Wh")
            }
            try deliver(index, value, Mark(.measured, isDoubtful: index.isDoubtful), into: sink)
        case .unreadable(let text):
            try deliver(index, 0, .missing(.quarantined), into: sink)
            try tell(sink, .quarantined, EnedisRule.value, index, "has \(text)")
        case .absent, .read:
            try deliver(index, 0, .missing(.sentEmpty), into: sink)
            if grid.isNoted { return }
            grid.isNoted = true
            try tell(sink, .note, IndexRule.missingIndex, index, "has no index of the \(index.grid)")
        }
    }

    private func deliver(_ index: ClassIndex, _ value: Int64, _ mark: Mark, into sink: any RecordSink) throws {
        guard index.isNamed else { return }
        try sink.receive(
            .register(
                RegisterReading(
                    channel: channel, register: .index(temporalClass: index.grid.prefix + index.id), at: day.end,
                    value: value, mark: mark, line: index.line)))
    }

    private func tell(
        _ sink: any RecordSink, _ severity: Severity, _ rule: Rule, _ index: ClassIndex, _ detail: String
    ) throws {
        let detail = "class '\(index.id)' \(detail)"
        try sink.receive(Diagnostic(severity, rule, line: index.line, point: channel.point, day: day, detail))
    }
}

/// What a flow gives for one class of one grid.
struct ClassIndex {
    let grid: Grid
    let line: UInt32
    var id = ""
    var wattHours = Field<Int64>.absent
    var isDoubtful = false

    /// A meter that could not be read has INCONNU in place of its classes.
    var isNamed: Bool { !id.isEmpty && id != "INCONNU" }

    enum Grid {
        case distributor, supplier

        /// The two grids name their classes alike: the supplier's are told apart.
        var prefix: String { self == .distributor ? "" : "supplier:" }
    }
}

/// The classes of one grid on one day.
private struct ClassGrid {
    private var classes: [String] = []
    /// Missing indexes are told once a grid.
    var isNoted = false

    /// False when the class is already there.
    mutating func add(_ index: ClassIndex) throws -> Bool {
        guard !classes.contains(index.id) else { return false }
        classes.append(index.id)
        try IndexRule.requireFew(classes.count, line: index.line)
        return true
    }
}

enum IndexRule {
    static let missingIndex = Rule(
        "missing-index", "A meter that was not read that day has no index, and its classes may be INCONNU.")
    static let repeatedClass = Rule("repeated-class", "A class has one index a day: the first stays.")

    /// `Rang_Cadran` goes up to 20.
    private static let mostClasses = 20

    /// Throws where a grid has more classes than a meter has registers.
    static func requireFew(_ classes: Int, line: UInt32) throws {
        guard classes > mostClasses else { return }
        throw FlowError.tooLarge(
            line: line, detail: "over \(mostClasses) classes in a grid: no meter has them, ask for the file again")
    }
}

extension Span<UInt8> {
    /// An index as the schemas bound it: 15 digits, never negative.
    var indexValue: Int64? {
        guard let value = integer, (0...999_999_999_999_999).contains(value) else { return nil }
        return value
    }

    /// The same in another unit: nil beyond what a register may show.
    func indexValue(times scale: Int64) -> Int64? {
        guard let value = indexValue else { return nil }
        let (scaled, overflows) = value.multipliedReportingOverflow(by: scale)
        return !overflows && WrittenUnit.registerValues.contains(scaled) ? scaled : nil
    }
}
