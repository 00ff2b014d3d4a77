import Metering

/// Reads R63, R64, R65 and R66 in CSV on all cores.
///
/// Cut where the rows of a point end, a piece is a file of its own under the same header: `R6xCSVReader` reads each
/// without regard to the others. From where another file was joined to this one it reads line by line, and in a file
/// in which no point ends for a long time.
final class R6xCSVDocument: DocumentReader {
    private let sink: any RecordSink
    private let flow: Flow
    private let limits: ReadingLimits
    private let pieceSize: Int
    private let others = OtherQuantities()
    private let reader: R6xCSVReader
    private let lines: LineReader
    private var pieces: PieceReader<R6xCSVPiece>?
    /// Whether all that follows is read line by line.
    private var isRest = false

    private var mostPending: Int { pieceSize * 16 }

    init(
        _ sink: any RecordSink, flow: Flow, limits: ReadingLimits, pieceSize: Int = PieceReader<R6xCSVPiece>.pieceSize
    ) {
        self.sink = sink
        self.flow = flow
        self.limits = limits
        self.pieceSize = pieceSize
        reader = R6xCSVReader(sink, flow: flow, limits: limits, others: others)
        lines = LineReader(reader, limits: limits)
    }

    func read(_ bytes: Span<UInt8>) throws {
        var start = 0
        while pieces == nil, !isRest, start < bytes.count {
            let end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: start).map { $0 + 1 } ?? bytes.count
            try lines.read(bytes.extracting(start..<end))
            start = end
            if let header = reader.header { begin(under: header) }
        }
        let rest = bytes.extracting(start..<bytes.count)
        guard !isRest, let pieces else { return try lines.read(rest) }
        try pieces.read(rest)
        if isRest || pieces.pendingCount > mostPending { try stop(pieces) }
    }

    func finish() throws {
        try pieces?.finish()
        try lines.finish()
    }

    /// The header is read: rows follow.
    private func begin(under header: R6xHeader) {
        guard header.beginsWithPoint else { return isRest = true }
        pieces = PieceReader(
            after: lines.number, size: pieceSize, lastEnd: { header.lastCut(in: $0) },
            scan: { [flow, limits] in R6xCSVPiece($0, after: $1, under: header, flow: flow, limits: limits) },
            deliver: { [unowned self] in try deliver($0, $1) })
    }

    private func deliver(_ bytes: [UInt8], _ piece: R6xCSVPiece) throws {
        if piece.holdsHeader, !isRest {
            isRest = true
            lines.skip(to: piece.lineCount)
        }
        if isRest { return try lines.read(bytes.span) }
        for part in piece.parts {
            switch part {
            case .readings(let batch): try sink.receive(batch)
            case .record(let record): try sink.receive(record)
            case .diagnostic(let diagnostic): try others.pass(diagnostic, to: sink)
            }
        }
        if let failure = piece.failure { throw failure }
    }

    /// What is left is read line by line: only there is a series known to go on.
    private func stop(_ pieces: PieceReader<R6xCSVPiece>) throws {
        let rest = try pieces.stop()
        if !isRest { lines.skip(to: pieces.lineCount) }
        isRest = true
        try lines.read(rest.span)
    }
}
