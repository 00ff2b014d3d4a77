/// Gives the rows of one sheet as text while its XML is read: what is held is a row, and what one piece of XML gave.
final class SheetSource<Handler: SheetHandler>: ByteSource {
    private let xml: any ByteSource
    private let file: PackedFile
    private let handler: Handler
    private let reader: XMLReader
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 15, alignment: 16)
    private var text: [UInt8] = []
    private var taken = 0
    private var isOver = false

    init(_ xml: any ByteSource, of file: PackedFile, _ handler: Handler, limits: ReadingLimits) {
        self.xml = xml
        self.file = file
        self.handler = handler
        reader = XMLReader(handler, limits: limits)
    }

    deinit { buffer.deallocate() }

    func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        while taken == text.count {
            if isOver { return 0 }
            try readOn()
        }
        let count = min(target.count, text.count - taken)
        target.copyBytes(from: text[taken..<taken + count])
        taken += count
        return count
    }

    private func readOn() throws {
        let count = try xml.read(into: buffer)
        if count == 0 {
            isOver = true
            try reader.finish()
        } else {
            let piece = UnsafeRawBufferPointer(rebasing: buffer[0..<count])
            try reader.read(piece.assumingMemoryBound(to: UInt8.self).span)
        }
        (text, taken) = (handler.lines.takeBytes(), 0)
        try file.count(produced: text.count)
    }
}

/// What turns the XML of a sheet into its lines.
protocol SheetHandler: XMLHandler {
    var lines: SheetLines { get set }
}
