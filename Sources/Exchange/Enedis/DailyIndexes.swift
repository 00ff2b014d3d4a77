import Metering

/// The indexes of one channel at the midnight that closes a day: one for each class of two grids, which divide
/// the same energy among the distributor's hours or the supplier's, and their total.
struct DailyIndexes {
    let channel: Channel
    let day: CivilDay
    private let line: UInt32
    private var distributor = ClassGrid()
    private var supplier = ClassGrid()

    init(of channel: Channel, on day: CivilDay, line: UInt32) {
        self.channel = channel
        self.day = day
        self.line = line
    }

    /// Delivers the index of a class, and counts it in its grid's sum.
    mutating func take(_ index: ClassIndex, into sink: any RecordSink) throws {
        switch index.grid {
        case .distributor: try take(index, in: &distributor, into: sink)
        case .supplier: try take(index, in: &supplier, into: sink)
        }
    }

    /// Delivers the total: the distributor's classes have it, else the supplier's. A grid with a class that has
    /// no index has no total either: the sum of the others would be a wrong one.
    func deliverTotal(into sink: any RecordSink) throws {
        guard distributor.isComplete || supplier.isComplete else { return }
        let grid = distributor.isComplete ? distributor : supplier
        let mark = Mark(.measured, isDoubtful: grid.isDoubtful)
        try sink.receive(
            .register(
                RegisterReading(
                    channel: channel, register: .totalIndex, at: day.end, value: grid.sum, mark: mark, line: line)))
    }

    private func take(_ index: ClassIndex, in grid: inout ClassGrid, into sink: any RecordSink) throws {
        switch index.wattHours {
        case .read(let value) where index.isNamed:
            guard try grid.add(index, value) else {
                return try tell(sink, .quarantined, IndexRule.repeatedClass, index, "again, with \(value) Wh")
            }
            let mark = Mark(.measured, isDoubtful: index.isDoubtful)
            try sink.receive(
                .register(
                    RegisterReading(
                        channel: channel, register: .index(temporalClass: index.grid.prefix + index.id), at: day.end,
                        value: value, mark: mark, line: index.line)))
        case .unreadable(let text):
            grid.lacksClass = true
            try tell(sink, .quarantined, EnedisRule.value, index, "has \(text)")
        case .absent, .read:
            grid.lacksClass = true
            if grid.isNoted { return }
            grid.isNoted = true
            try tell(sink, .note, IndexRule.missingIndex, index, "has no index of the \(index.grid)")
        }
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
    /// `Rang_Cadran` goes up to 20.
    private static let mostClasses = 20
    private var classes: [String] = []
    private(set) var sum: Int64 = 0
    private(set) var isDoubtful = false
    /// A class came without a usable index, or the sum is beyond any number: what there is is no total.
    var lacksClass = false
    /// Missing indexes are told once a grid.
    var isNoted = false
    var isComplete: Bool { !classes.isEmpty && !lacksClass }

    /// False when the class is already there.
    mutating func add(_ index: ClassIndex, _ value: Int64) throws -> Bool {
        guard !classes.contains(index.id) else { return false }
        classes.append(index.id)
        guard classes.count <= ClassGrid.mostClasses else {
            throw FlowError.tooLarge(line: index.line, detail: "over \(ClassGrid.mostClasses) classes in a grid")
        }
        let (sum, overflows) = sum.addingReportingOverflow(value)
        self.sum = sum
        lacksClass = lacksClass || overflows
        isDoubtful = isDoubtful || index.isDoubtful
        return true
    }
}

enum IndexRule {
    static let missingIndex = Rule(
        "missing-index", "A meter that was not read that day has no index, and its classes may be INCONNU.")
    static let repeatedClass = Rule("repeated-class", "A class has one index a day: the first stays.")
}

extension Span<UInt8> {
    /// An index as the schemas bound it: 15 digits, never negative.
    var indexValue: Int64? {
        guard let value = integer, (0...999_999_999_999_999).contains(value) else { return nil }
        return value
    }
}
