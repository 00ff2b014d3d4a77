import Metering

/// The quantities that are left in the file, each told once for its point (again, past a bound on memory).
final class OtherQuantities {
    /// A thousand points of an R171 file with every quantity of both directions, many times over.
    private static let most = 100_000
    private var told: Set<Entry> = []

    private struct Entry: Hashable {
        let point: PointID?
        let detail: String
    }

    func leave(_ quantity: String, of point: PointID, line: UInt32, telling sink: any RecordSink) throws {
        let detail = "\(quantity.prefix(24)) is left in the file"
        try pass(Diagnostic(.note, EnedisRule.otherQuantity, line: line, point: point, detail), to: sink)
    }

    /// Passes what the reader of a part of the file tells; of other quantities, what no part before has told.
    func pass(_ diagnostic: Diagnostic, to sink: any RecordSink) throws {
        if diagnostic.rule == EnedisRule.otherQuantity {
            guard told.insert(Entry(point: diagnostic.point, detail: diagnostic.detail)).inserted else { return }
            if told.count == OtherQuantities.most { told = [] }
        }
        try sink.receive(diagnostic)
    }
}
