import Metering

/// The total index of each date: the flow's own, else the sum of the distributor's classes, else of the supplier's.
struct R64Totals {
    let delivery: R6xDelivery
    let line: UInt32
    private var own: [Instant: RegisterReading] = [:]
    private var distributor: [Instant: RegisterReading] = [:]
    private var supplier: [Instant: RegisterReading] = [:]
    private var incomplete: Set<Instant> = []
    private var disagreeing: Set<Instant> = []

    init(delivery: R6xDelivery, line: UInt32) {
        self.delivery = delivery
        self.line = line
    }

    mutating func add(total readings: [RegisterReading]) {
        for reading in readings { own[reading.at] = reading }
    }

    /// Adds one calendar, given the readings of each of its classes: only dates that all classes have make a sum.
    mutating func add(_ classes: [[RegisterReading]], isDistributor: Bool) {
        var parts: [Instant: [RegisterReading]] = [:]
        for readings in classes {
            for reading in Dictionary(readings.map { ($0.at, $0) }, uniquingKeysWith: { $1 }).values {
                parts[reading.at, default: []].append(reading)
            }
        }
        for (instant, readings) in parts {
            guard readings.count == classes.count else {
                incomplete.insert(instant)
                continue
            }
            let sum = sum(readings, at: instant)
            let known = isDistributor ? distributor[instant] : supplier[instant]
            if let known, known.value != sum.value { disagreeing.insert(instant) }
            if isDistributor { distributor[instant] = known ?? sum } else { supplier[instant] = known ?? sum }
        }
    }

    private func sum(_ readings: [RegisterReading], at instant: Instant) -> RegisterReading {
        RegisterReading(
            channel: delivery.channel, register: .totalIndex, at: instant, value: readings.reduce(0) { $0 + $1.value },
            mark: Mark(.measured, isDoubtful: readings.contains(where: \.mark.isDoubtful)),
            line: readings.map(\.line).min() ?? line)
    }

    func deliver() throws {
        let totals = supplier.merging(distributor) { $1 }.merging(own) { $1 }
        for total in totals.values.sorted(by: { $0.at < $1.at }) { try delivery.sink.receive(.register(total)) }
        try report(.note, R6xRule.incompleteTotal, incomplete.filter { totals[$0] == nil }, "without a total index")
        try report(
            .flagged, R6xRule.disagreeingTotals, disagreeing.filter { own[$0] == nil }, "the first calendar is kept")
    }

    private func report(_ severity: Severity, _ rule: Rule, _ instants: Set<Instant>, _ detail: String) throws {
        guard let first = instants.min() else { return }
        let text = "\(instants.count) dates from \(first.parisText): \(detail)"
        try delivery.sink.receive(
            Diagnostic(
                severity, rule, line: line, point: delivery.channel.point, day: CivilDay(containing: first), text))
    }
}
