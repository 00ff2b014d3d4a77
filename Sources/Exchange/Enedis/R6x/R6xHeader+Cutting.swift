import Metering

/// Where the rows of a file can be parted.
extension R6xHeader {
    /// The last place at which the rows of one point have ended and those of another begin, so that no series goes
    /// on over it; 0 where that is certain nowhere. Looks at the last mebibyte.
    func lastCut(in bytes: Span<UInt8>) -> Int {
        guard let lastEnd = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return 0 }
        let floor = max(0, lastEnd - PieceReader<R6xCSVPiece>.pieceSize)
        var second = lineStart(in: bytes, endingAt: lastEnd)..<lastEnd
        while second.lowerBound > floor {
            let end = second.lowerBound - 1
            let first = lineStart(in: bytes, endingAt: end)..<end
            if isCut(bytes.extracting(first), bytes.extracting(second)) { return second.lowerBound }
            second = first
        }
        return 0
    }

    private func lineStart(in bytes: Span<UInt8>, endingAt end: Int) -> Int {
        bytes.extracting(0..<end).lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    }

    /// Whether both lines are rows that belong to a series, of two points.
    private func isCut(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Bool {
        guard let earlier = prm(first), let later = prm(second), earlier != later else { return false }
        return isRow(first) && isRow(second)
    }

    /// The fourteen digits that a line begins with.
    private func prm(_ line: Span<UInt8>) -> Int? {
        guard line.count > 14, line[14] == UInt8(ascii: ";") else { return nil }
        return line.digits(0..<14)
    }

    /// Whether a line is no short row, and none of another table.
    private func isRow(_ line: Span<UInt8>) -> Bool {
        guard line.firstPlace(of: "\u{FEFF}") == nil else { return false }
        var fields = CSVFields()
        fields.split(line)
        return fields.count >= width && isQuantity(line.extracting(range(.quantity, fields)))
    }

    /// A quantity begins with a letter; a row of another table, whose header was lost, may have a figure there.
    func isQuantity(_ cell: Span<UInt8>) -> Bool { cell.isEmpty || cell.digit(0) == nil }
}
