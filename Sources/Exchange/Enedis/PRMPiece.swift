import Metering

/// What some `PRM` elements give, read on any thread.
struct PRMPiece: Sendable {
    let parts: [RecordBuffer.Part]
    /// Whether the piece is well-formed, has nothing that ends the reading, and sets nothing for what follows.
    let isWhole: Bool

    /// What makes a piece a document.
    struct Frame: Sendable {
        let opening: [UInt8]
        let end: [UInt8]
        let limits: ReadingLimits
    }

    /// The piece stands after so many lines of its document.
    init(
        _ bytes: [UInt8], after lineCount: UInt32, in frame: Frame, handler: (any RecordSink) -> any PRMHandler
    ) {
        let buffer = RecordBuffer()
        let handler = handler(buffer)
        let xml = XMLReader(handler, limits: frame.limits)
        do {
            try xml.read(frame.opening.span)
            buffer.forget()
            let settings = handler.settingsRead
            xml.skip(lines: lineCount &- frame.opening.span.lineEnds)
            try xml.read(bytes.span)
            try xml.read(frame.end.span)
            try xml.finish()
            isWhole = handler.settingsRead == settings
        } catch {
            isWhole = false
        }
        parts = isWhole ? buffer.parts : []
    }

    /// The last place between two elements of which the second names its point first, with fourteen digits: nothing of
    /// the first has to do with it. 0 where that is nowhere.
    static func lastCut(in bytes: Span<UInt8>) -> Int {
        var end = bytes.count
        while let place = bytes.extracting(0..<end).lastPlace(after: "</PRM>") {
            let isCut = bytes.withUnsafeBytes { all in
                var cursor = TagCursor(UnsafeRawBufferPointer(rebasing: all[place...]))
                return cursor.takeTag("<PRM>") && cursor.takeTag("<Id_PRM>") && cursor.takeDigits(14) != nil
                    && cursor.take("</Id_PRM>")
            }
            if isCut { return place }
            end = place - 1
        }
        return 0
    }
}
