import Metering

/// The point that the element being read is about.
///
/// A PRM that cannot be one is told once, when it is named; its readings are then left out without another word.
struct EnclosingPoint {
    private(set) var id: PointID?
    private var isNamed = false
    private var latest: (text: String, id: PointID?)?

    /// A new element begins, which has not named its point yet.
    mutating func forget() {
        id = nil
        isNamed = false
    }

    mutating func name(_ text: Span<UInt8>, line: UInt32, telling sink: any RecordSink) throws {
        let text = text.extracting(first: 64).string
        if latest?.text != text { latest = (text, try sink.point(fromPRM: text, line: line)) }
        id = latest?.id
        isNamed = true
    }

    /// Readings begin: whatever named no point before them loses them, and it is said.
    mutating func require(line: UInt32, telling sink: any RecordSink) throws {
        if isNamed { return }
        isNamed = true
        try sink.receive(
            Diagnostic(.quarantined, EnedisRule.identifier, line: line, "readings that no PRM is named for"))
    }
}
