import Metering

/// Reads an R50 document on all cores: plain `PRM` elements in columns (`R50Scan`), all other bytes by the XML parser.
///
/// The parser sees the document without its plain elements, with their line ends: it is well-formed without them just
/// when it is with them, since each is, and stands directly under the root.
final class R50Document: DocumentReader {
    private let reader: R50Reader
    private let xml: XMLReader
    private let sink: any RecordSink
    private let limits: ReadingLimits
    private var stage = Stage.opening([])
    /// Whether something came that could hide tags: from there on the parser gets every byte.
    private var isRest = false

    private enum Stage {
        /// Before the first `PRM`: the bytes so far.
        case opening([UInt8])
        case pieces(PieceReader<R50Scan>)
        /// Nothing can be told without the parser.
        case parsing
    }

    /// An opening is shorter than this in any flow.
    private static let longestOpening = 64 << 10

    init(_ sink: any RecordSink, limits: ReadingLimits) {
        self.sink = sink
        self.limits = limits
        reader = R50Reader(sink)
        xml = XMLReader(reader, limits: limits)
    }

    func read(_ bytes: Span<UInt8>) throws {
        switch stage {
        case .parsing: try xml.read(bytes)
        case .pieces(let pieces):
            try pieces.read(bytes)
            guard pieces.pendingCount <= PieceReader<R50Scan>.pieceSize * 16 else { return try stopLooking() }
        case .opening(var opening):
            bytes.withUnsafeBufferPointer { opening.append(contentsOf: $0) }
            stage = .opening(opening)
            try endOpening(opening)
        }
    }

    func finish() throws {
        if case .opening(let opening) = stage { try xml.read(opening.span) }
        if case .pieces(let pieces) = stage { try pieces.finish() }
        try xml.finish()
    }

    // MARK: the opening

    /// Where the header is whole and plain, what follows is read in pieces.
    private func endOpening(_ opening: [UInt8]) throws {
        let text = opening.span
        guard let first = text.firstPlace(of: "<PRM>") else {
            if opening.count > R50Document.longestOpening { try parse(opening) }
            return
        }
        let header = text.extracting(0..<first)
        guard header.firstPlace(of: "<!") == nil else { return try parse(opening) }
        try xml.read(header)
        guard xml.depth == 1, reader.step == .minutes30 else {
            try xml.read(text.extracting(first..<text.count))
            stage = .parsing
            return
        }
        let pieces = PieceReader(
            after: header.lineEnds, lastEnd: { $0.lastPlace(after: "</PRM>") ?? 0 },
            scan: { R50Scan($0, after: $1) },
            deliver: { [unowned self] in try deliver($0, $1) })
        stage = .pieces(pieces)
        try pieces.read(text.extracting(first..<text.count))
    }

    private func parse(_ bytes: [UInt8]) throws {
        stage = .parsing
        try xml.read(bytes.span)
    }

    // MARK: pieces

    private func deliver(_ bytes: [UInt8], _ scan: R50Scan) throws {
        if isRest { return try xml.read(bytes.span) }
        for part in scan.parts {
            switch part {
            case .days(let days): try sink.receive(days)
            case .element(let range): try xml.read(bytes.span.extracting(range))
            case .lineEnds(let count): try xml.read([UInt8](repeating: UInt8(ascii: "\n"), count: Int(count)).span)
            case .rest(let range):
                isRest = true
                try xml.read(bytes.span.extracting(range))
            }
        }
    }

    /// No element ends in many pieces: the parser takes what is there, and its bounds hold.
    private func stopLooking() throws {
        guard case .pieces(let pieces) = stage else { return }
        try pieces.finish()
        stage = .parsing
    }
}
