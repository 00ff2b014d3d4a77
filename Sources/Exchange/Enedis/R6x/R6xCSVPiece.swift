import Metering

/// What a piece of an R6x CSV gives, read on any thread.
struct R6xCSVPiece: Sendable {
    let parts: [RecordBuffer.Part]
    /// What ended the reading; the parts came before it.
    private(set) var failure: FlowError?
    /// Whether another file begins in the piece: then nothing of it is in the parts.
    private(set) var holdsHeader = false
    /// Lines of the file before the piece.
    let lineCount: UInt32

    init(_ bytes: [UInt8], after lineCount: UInt32, under header: R6xHeader, flow: Flow, limits: ReadingLimits) {
        self.lineCount = lineCount
        let buffer = RecordBuffer()
        let reader = R6xCSVReader(buffer, flow: flow, limits: limits, others: OtherQuantities(), under: header)
        let lines = LineReader(reader, limits: limits)
        lines.skip(to: lineCount)
        do {
            try lines.read(bytes.span)
            try lines.finish()
        } catch let error as FlowError {
            failure = error
        } catch {
            holdsHeader = true
        }
        parts = holdsHeader ? [] : buffer.parts
    }
}
