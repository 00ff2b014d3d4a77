import Metering

/// The quantities that are left in the file, each told once for its point (again, past a bound on memory).
struct OtherQuantities {
    /// A thousand points of an R171 file with every quantity of both directions, many times over.
    private static let most = 100_000
    private var told: Set<Entry> = []

    private struct Entry: Hashable {
        let point: PointID
        let quantity: String
    }

    mutating func leave(_ quantity: String, of point: PointID, line: UInt32, telling sink: any RecordSink) throws {
        let quantity = String(quantity.prefix(24))
        guard told.insert(Entry(point: point, quantity: quantity)).inserted else { return }
        if told.count == OtherQuantities.most { told = [] }
        try sink.receive(
            Diagnostic(.note, EnedisRule.otherQuantity, line: line, point: point, "\(quantity) is left in the file"))
    }
}
