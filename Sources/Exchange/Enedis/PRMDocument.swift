import Metering

/// What takes the elements of a flow whose `PRM` elements follow one header.
protocol PRMHandler: XMLHandler {
    /// How many settings were read, wherever they stood: what holds for all that follows.
    var settingsRead: Int { get }
}

/// Reads an XML flow of `PRM` elements on all cores.
///
/// Cut where two elements meet, a piece is a document of its own: with the opening of the whole before it and the
/// root's end after it, a parser and a handler take each without regard to the others. The document is well-formed
/// just when all these are, and what is left of it without them. From the first piece that is not, or that changes the
/// header's settings, one parser takes every byte: it says what is wrong, and where.
final class PRMDocument: DocumentReader {
    private let sink: any RecordSink
    private let limits: ReadingLimits
    private let root: String
    private let pieceSize: Int
    private let makeHandler: @Sendable (any RecordSink) -> any PRMHandler
    private let xml: XMLReader
    /// The bytes before the first `PRM`, until it has come.
    private var opening: [UInt8] = []
    private var pieces: PieceReader<PRMPiece>?
    /// Whether the one parser takes all that follows.
    private var isRest = false

    /// An opening is shorter than this in any flow.
    private static let longestOpening = 64 << 10
    private var mostPending: Int { pieceSize * 16 }

    /// `root` is the name of the element that holds all others.
    init(
        _ sink: any RecordSink, root: String, limits: ReadingLimits, pieceSize: Int = PieceReader<PRMPiece>.pieceSize,
        handler: @escaping @Sendable (any RecordSink) -> any PRMHandler
    ) {
        self.sink = sink
        self.limits = limits
        self.root = root
        self.pieceSize = pieceSize
        makeHandler = handler
        xml = XMLReader(handler(sink), limits: limits)
    }

    func read(_ bytes: Span<UInt8>) throws {
        if isRest { return try xml.read(bytes) }
        guard let pieces else { return try readOpening(bytes) }
        try pieces.read(bytes)
        if isRest || pieces.pendingCount > mostPending { try stop(pieces) }
    }

    func finish() throws {
        if let pieces { try stop(pieces) } else if !isRest { try readAsRest(opening) }
        try xml.finish()
    }

    /// Where the opening is whole and plain, what follows is read in pieces.
    private func readOpening(_ bytes: Span<UInt8>) throws {
        bytes.withUnsafeBufferPointer { opening.append(contentsOf: $0) }
        guard let first = opening.span.firstPlace(of: "<PRM>") else {
            if opening.count > PRMDocument.longestOpening { try readAsRest(opening) }
            return
        }
        let rest = Array(opening[first...])
        let head = Array(opening[..<first])
        opening = []
        try xml.read(head.span)
        guard xml.depth == 1, hidesNothing(head.span) else { return try readAsRest(rest) }
        let made = pieces(after: head)
        pieces = made
        try made.read(rest.span)
    }

    /// Whether no comment, section or instruction of an opening goes on behind it.
    private func hidesNothing(_ opening: Span<UInt8>) -> Bool {
        guard opening.firstPlace(of: "<!") == nil else { return false }
        guard let last = opening.lastPlace(after: "<?") else { return true }
        return opening.extracting(last..<opening.count).firstPlace(of: "?>") != nil
    }

    private func pieces(after opening: [UInt8]) -> PieceReader<PRMPiece> {
        let frame = PRMPiece.Frame(opening: opening, end: Array("</\(root)>".utf8), limits: limits)
        return PieceReader(
            after: opening.span.lineEnds, size: pieceSize, lastEnd: { PRMPiece.lastCut(in: $0) },
            scan: { [makeHandler] in PRMPiece($0, after: $1, in: frame, handler: makeHandler) },
            deliver: { [unowned self] in try deliver($0, $1) })
    }

    private func readAsRest(_ bytes: [UInt8]) throws {
        isRest = true
        try xml.read(bytes.span)
    }

    private func deliver(_ bytes: [UInt8], _ piece: PRMPiece) throws {
        guard !isRest, piece.isWhole else { return try readAsRest(bytes) }
        for part in piece.parts { try part.deliver(to: sink) }
        xml.skip(lines: bytes.span.lineEnds)
    }

    /// What is left ends the document, or has no end in sight.
    private func stop(_ pieces: PieceReader<PRMPiece>) throws {
        try readAsRest(try pieces.stop())
        self.pieces = nil
    }
}
