import Access
import Web

extension Granularity {
    private static let named: [(name: String, step: Granularity)] = [
        ("daily", .daily), ("half-hourly", .halfHourly),
    ]

    /// `daily`, `half-hourly`.
    var names: [String] { Granularity.named.filter { contains($0.step) }.map(\.name) }

    /// Nil where one of the names is unknown.
    init?(names: [String]) {
        self = []
        for name in names {
            guard let step = Granularity.named.first(where: { $0.name == name })?.step else { return nil }
            insert(step)
        }
    }
}
