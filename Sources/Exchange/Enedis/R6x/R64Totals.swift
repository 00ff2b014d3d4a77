import Metering

/// The total index of each date: the flow's own, else the sum of the distributor's classes, else of the supplier's.
struct R64Totals {
    let delivery: R6xDelivery
    let line: UInt32
    private var own: [DatedSum] = []
    private var distributor: [DatedSum] = []
    private var supplier: [DatedSum] = []
    private var incomplete: Set<Instant> = []
    private var disagreeing: Set<Instant> = []

    init(delivery: R6xDelivery, line: UInt32) {
        self.delivery = delivery
        self.line = line
    }

    mutating func add(total readings: [RegisterReading]) { own = [DatedSum](ofClass: readings) }

    /// Adds one calendar, given the readings of each of its classes: only dates that all classes have make a sum.
    mutating func add(_ classes: [[RegisterReading]], isDistributor: Bool) {
        var sums: [DatedSum] = []
        for readings in classes { sums.take([DatedSum](ofClass: readings)) }
        sums = sums.combined { $0.add($1) }
        let isWhole: (DatedSum) -> Bool = { $0.count == classes.count && !$0.overflows }
        if !sums.allSatisfy(isWhole) {
            incomplete.formUnion(sums.lazy.filter { !isWhole($0) }.map(\.at))
            sums = sums.filter(isWhole)
        }
        if isDistributor { distributor.take(sums) } else { supplier.take(sums) }
    }

    mutating func deliver() throws {
        var totals = own
        totals.take(firstOfEach(distributor))
        totals.take(firstOfEach(supplier))
        totals = totals.combined { _, _ in }
        for total in totals { try delivery.sink.receive(.register(total.reading(of: delivery.channel))) }
        try report(.note, R6xRule.incompleteTotal, incomplete, beside: totals, "without a total index")
        try report(.flagged, R6xRule.disagreeingTotals, disagreeing, beside: own, "the first calendar is kept")
    }

    /// Of the sums of several calendars of a grid, those of the first.
    private mutating func firstOfEach(_ sums: [DatedSum]) -> [DatedSum] {
        sums.combined { known, sum in if known.value != sum.value { disagreeing.insert(sum.at) } }
    }

    /// Reports the dates that have no known total.
    private func report(
        _ severity: Severity, _ rule: Rule, _ instants: Set<Instant>, beside known: [DatedSum], _ detail: String
    ) throws {
        if instants.isEmpty { return }
        let instants = instants.subtracting(known.map(\.at))
        guard let first = instants.min() else { return }
        let text = "\(instants.count) dates from \(first.parisText): \(detail)"
        try delivery.sink.receive(
            Diagnostic(
                severity, rule, line: line, point: delivery.channel.point, day: CivilDay(containing: first), text))
    }
}

/// The sum of the indexes of some classes at one moment.
struct DatedSum {
    let at: Instant
    private(set) var value: Int64
    private var line: UInt32
    private var isDoubtful: Bool
    /// How many classes are summed.
    private(set) var count = 1
    private(set) var overflows = false

    init(_ reading: RegisterReading) {
        at = reading.at
        value = reading.value
        line = reading.line
        isDoubtful = reading.mark.isDoubtful
    }

    mutating func add(_ other: DatedSum) {
        let (sum, overflows) = value.addingReportingOverflow(other.value)
        value = sum
        self.overflows = overflows || self.overflows || other.overflows
        line = min(line, other.line)
        isDoubtful = isDoubtful || other.isDoubtful
        count += other.count
    }

    func reading(of channel: Channel) -> RegisterReading {
        RegisterReading(
            channel: channel, register: .totalIndex, at: at, value: value,
            mark: Mark(.measured, isDoubtful: isDoubtful), line: line)
    }
}

extension [DatedSum] {
    /// The readings of one class by moment; of several at one moment, the last.
    fileprivate init(ofClass readings: [RegisterReading]) {
        self = readings.map { DatedSum($0) }.combined { $0 = $1 }
    }

    /// Appends others, without a copy where there are none yet.
    fileprivate mutating func take(_ others: [DatedSum]) {
        if isEmpty { self = others } else { append(contentsOf: others) }
    }

    /// By moment, one of each: what the first becomes when the others are combined with it in their order.
    fileprivate func combined(_ combine: (inout DatedSum, DatedSum) -> Void) -> [DatedSum] {
        if zip(self, dropFirst()).allSatisfy({ $0.at < $1.at }) { return self }
        var result: [DatedSum] = []
        for place in indices.sorted(by: { (self[$0].at, $0) < (self[$1].at, $1) }) {
            if result.last?.at == self[place].at {
                combine(&result[result.count - 1], self[place])
            } else {
                result.append(self[place])
            }
        }
        return result
    }
}
