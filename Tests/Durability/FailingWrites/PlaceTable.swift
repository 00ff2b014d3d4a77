/// Places tried and faults found, by call and scenario.
struct PlaceTable {
    private var places: [String: [String: Int]] = [:]
    private(set) var faults: [String] = []
    private(set) var count = 0
    /// Places that a step did not come to this time: threads take turns.
    private var unreached = 0
    private var scenarios: [String] = []

    mutating func add(_ scenario: String, _ failure: Failure, _ outcome: Trial.Outcome) {
        if !scenarios.contains(scenario) { scenarios.append(scenario) }
        if outcome.call.isEmpty { unreached += 1 }
        count += 1
        let call = outcome.call.split(separator: " ").first.map(String.init) ?? "none"
        places[scenario, default: [:]][call, default: 0] += 1
        if let fault = outcome.fault {
            faults.append("\(scenario), call \(failure.number) (\(outcome.call)), \(failure.kind.name): \(fault)")
        }
    }

    func text(seed: UInt64, unseen: [String]) -> String {
        let calls = Set(places.values.flatMap(\.keys)).sorted()
        let width = (scenarios.map(\.count).max() ?? 0) + 2
        var lines = [PlaceTable.line("", calls, width)]
        for scenario in scenarios {
            lines.append(PlaceTable.line(scenario, calls.map { String(places[scenario]?[$0] ?? 0) }, width))
        }
        let control = unseen.isEmpty ? "notices each damage, as it must" : "misses \(unseen.joined(separator: ", "))"
        lines.append(
            "failing writes: \(count) places (\(unreached) not reached), seed \(seed): \(faults.count) faults; "
                + "control: \(control)")
        lines += faults.prefix(40).map { "  " + $0.prefix(600) }
        return lines.joined(separator: "\n")
    }

    private static func line(_ name: String, _ cells: [String], _ width: Int) -> String {
        let left = name + String(repeating: " ", count: max(0, width - name.count))
        return left + cells.map { String(repeating: " ", count: max(1, 10 - $0.count)) + $0 }.joined()
    }
}
