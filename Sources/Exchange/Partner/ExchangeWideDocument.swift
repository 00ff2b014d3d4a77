import Metering

/// Reads a wide exchange file on all cores: what is plain in columns, the rest line by line by `ExchangeWideReader`.
final class ExchangeWideDocument: DocumentReader {
    private let lines: ExchangeWideReader
    private let opening: LineReader
    private let sink: any RecordSink
    private let limits: ReadingLimits
    private var pieces: PieceReader<WideScan>?

    init(_ sink: any RecordSink, limits: ReadingLimits) {
        self.sink = sink
        self.limits = limits
        lines = ExchangeWideReader(sink)
        opening = LineReader(lines, limits: limits)
    }

    func read(_ bytes: Span<UInt8>) throws {
        var start = 0
        while pieces == nil, start < bytes.count {
            let end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: start).map { $0 + 1 } ?? bytes.count
            try opening.read(bytes.extracting(start..<end))
            start = end
            if lines.columnCount > 0 { begin() }
        }
        guard let pieces else { return }
        try pieces.read(bytes.extracting(start..<bytes.count))
        guard pieces.pendingCount <= limits.token + PieceReader<WideScan>.pieceSize else {
            throw tooLong(pieces.lineCount &+ 1)
        }
    }

    func finish() throws {
        try opening.finish()
        try pieces?.finish()
    }

    /// The header is read: what follows are days.
    private func begin() {
        pieces = PieceReader(
            after: opening.number,
            lastEnd: { bytes in bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0 },
            scan: { [settings = lines.settings, columns = lines.columnCount] piece, lineCount in
                WideScan(piece, settings, columnCount: columns, after: lineCount)
            },
            deliver: { [unowned self] bytes, scan in try deliver(bytes, scan) })
    }

    private func deliver(_ bytes: [UInt8], _ scan: WideScan) throws {
        for part in scan.parts {
            switch part {
            case .days(let days): try sink.receive(days)
            case .totals(let totals): try sink.receive(totals)
            case .line(let range, let number):
                guard range.count <= limits.token else { throw tooLong(number) }
                try LineReader.deliver(bytes.span.extracting(range), number: number, to: lines)
            }
        }
    }

    private func tooLong(_ line: UInt32) -> FlowError {
        .tooLarge(line: line, detail: "a line is longer than \(limits.token) bytes")
    }
}
