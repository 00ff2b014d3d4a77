import Dispatch
import Metering
import Synchronization

/// Reads a document in pieces on all cores, and gives what was read in the document's order.
///
/// A piece ends where a record does. As many pieces are in hand as there are cores, and one more: memory does not
/// grow with the document.
final class PieceReader<Result: Sendable> {
    /// What is asked of a piece's bytes, after so many lines, on any thread.
    private let scan: @Sendable ([UInt8], UInt32) -> Result
    /// Where the last whole record in a piece ends; 0 where there is none.
    private let lastEnd: (Span<UInt8>) -> Int
    private let deliver: ([UInt8], Result) throws -> Void
    private let size: Int
    private let queue = DispatchQueue(label: "maille.pieces", attributes: .concurrent)
    private var pending: [UInt8] = []
    private var inHand: [Piece] = []
    /// Lines of the document before the pending bytes.
    private(set) var lineCount: UInt32

    static var pieceSize: Int { 1 << 20 }
    private static var mostInHand: Int { 3 }

    /// One piece on its way; `result` is there once `isDone` was signalled.
    private final class Piece: Sendable {
        let bytes: [UInt8]
        let result = Mutex<Result?>(nil)
        let isDone = DispatchSemaphore(value: 0)

        init(_ bytes: [UInt8]) { self.bytes = bytes }
    }

    /// The first piece stands after so many lines.
    init(
        after lineCount: UInt32 = 0, size: Int = PieceReader.pieceSize, lastEnd: @escaping (Span<UInt8>) -> Int,
        scan: @escaping @Sendable ([UInt8], UInt32) -> Result, deliver: @escaping ([UInt8], Result) throws -> Void
    ) {
        self.lineCount = lineCount
        self.size = size
        self.lastEnd = lastEnd
        self.scan = scan
        self.deliver = deliver
    }

    /// Bytes that no whole record was found in yet.
    var pendingCount: Int { pending.count }

    func read(_ bytes: Span<UInt8>) throws {
        bytes.withUnsafeBufferPointer { pending.append(contentsOf: $0) }
        guard pending.count >= size else { return }
        let end = lastEnd(pending.span)
        guard end > 0 else { return }
        let rest = Array(pending[end...])
        pending.removeLast(pending.count - end)
        try start()
        pending = rest
    }

    /// Reads what is left, whole or not, and delivers everything.
    func finish() throws {
        if !pending.isEmpty { try start() }
        while !inHand.isEmpty { try deliverFirst() }
    }

    /// Delivers the pieces in hand, and gives the bytes after them, which are read otherwise.
    func stop() throws -> [UInt8] {
        while !inHand.isEmpty { try deliverFirst() }
        defer { pending = [] }
        return pending
    }

    private func start() throws {
        if inHand.count == PieceReader.mostInHand { try deliverFirst() }
        let (piece, lineEnds) = (Piece(pending), pending.span.lineEnds)
        pending = []
        pending.reserveCapacity(size + piece.bytes.count / 4)
        inHand.append(piece)
        queue.async { [scan, lineCount] in
            let result = scan(piece.bytes, lineCount)
            piece.result.withLock { $0 = result }
            piece.isDone.signal()
        }
        lineCount &+= lineEnds
    }

    private func deliverFirst() throws {
        let piece = inHand.removeFirst()
        piece.isDone.wait()
        if let result = piece.result.withLock({ $0 }) { try deliver(piece.bytes, result) }
    }
}
