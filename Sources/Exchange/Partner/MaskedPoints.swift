import Metering

/// Points that were said to be masked: each once, in whatever order a file names them (again, past a bound on memory).
struct MaskedPoints {
    private static let most = 100_000
    private var told: Set<PointID> = []

    mutating func tell(_ point: PointID, line: UInt32, to sink: any RecordSink) throws {
        guard point.isMasked, told.insert(point).inserted else { return }
        if told.count == MaskedPoints.most { told = [] }
        try sink.flagMasked(point, line: line)
    }
}
