import Metering

/// The quantities left in the file, noted once for each point while the file speaks of it.
struct OtherQuantities {
    private static let mostNames = 32
    private var point: PointID?
    private var noted: Set<String> = []

    mutating func note(_ quantity: String, of point: PointID, line: UInt32, to sink: any RecordSink) throws {
        if self.point != point || noted.count == OtherQuantities.mostNames {
            self.point = point
            noted = []
        }
        guard noted.insert(quantity).inserted else { return }
        try sink.receive(
            Diagnostic(.note, EnedisRule.otherQuantity, line: line, point: point, "quantity '\(quantity)' is not read"))
    }
}
