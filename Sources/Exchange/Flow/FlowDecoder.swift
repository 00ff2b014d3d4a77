package import Metering

/// Decodes a file of any format that Maille reads, plain, packed or as a spreadsheet, into records.
package struct FlowDecoder {
    private let limits: ReadingLimits
    private let point: PointID?
    private let mapping: TableMapping?
    private let onDocument: (String?, Flow) throws -> Void
    private let pointed = PointedTables()

    /// `point` is what a person says that a file is about which names no point, or not as its operator does. `mapping`
    /// says what the columns of its tables are.
    /// `onDocument` is told of each document that begins: its name inside an archive, and its format.
    package init(
        limits: ReadingLimits = ReadingLimits(), point: PointID? = nil, mapping: TableMapping? = nil,
        onDocument: @escaping (String?, Flow) throws -> Void = { _, _ in }
    ) {
        self.limits = limits
        self.point = point
        self.mapping = mapping
        self.onDocument = onDocument
    }

    /// Reads a whole file into the sink.
    ///
    /// Throws a `FlowError` when the file must be turned away, after which whatever the sink received of it
    /// must be dropped; errors of the source and the sink pass through.
    package func decode(_ source: any ByteSource, into sink: any RecordSink) throws {
        let content = try FileContent(HeadedSource(source), limits: limits)
        guard case .archive(let archive) = content else { return try decode(content, name: nil, into: sink) }
        var left: [String] = []
        var hasData = false
        while let entry = try archive.nextEntry() {
            do {
                let document = HeadedSource(entry)
                if try ArchiveNotice.isNotice(document, named: entry.name) {
                    left.append(entry.name)
                } else {
                    hasData = true
                    let content = try FileContent(document, limits: limits, isInside: true)
                    try decode(content, name: entry.name, into: sink)
                }
            } catch let error as FlowError {
                throw error.located(in: entry.name)
            }
        }
        guard hasData else {
            throw FlowError.archive(detail: "nothing in it is data: \(ArchiveNotice.list(left))")
        }
        try ArchiveNotice.tell(left, to: sink)
    }

    /// Decodes what is no archive.
    private func decode(_ content: FileContent, name: String?, into sink: any RecordSink) throws {
        switch content {
        case .archive: throw FlowError.archive(detail: "an archive inside the archive; unpack the outer one first")
        case .spreadsheet(let book): try decode(book, name: name, into: sink)
        case .document(let text): try decodeDocument(text, as: try recognise(text.head()), name: name, into: sink)
        }
    }

    /// Decodes the sheets that people see. What is no table among them is named and left, where one is.
    private func decode(_ book: any Spreadsheet, name: String?, into sink: any RecordSink) throws {
        var left: [String] = []
        var first: FlowError?
        var hasData = false
        for (place, sheet) in book.sheets.enumerated() {
            let title = sheet.name
            let text = HeadedSource(try book.open(place))
            let head = try text.head()
            if head.isEmpty { continue }
            if sheet.isHidden {
                left.append("\(title) (hidden)")
                continue
            }
            let recognised = Result { () throws(FlowError) in try recognise(sheet: head) }
            if case .failure(.unrecognised(let hint)) = recognised {
                left.append(title)
                first = first ?? FlowError.unrecognised(hint: hint).inSheet(title)
                continue
            }
            hasData = true
            do {
                var recognised = try recognised.get()
                recognised.mapping = try recognised.mapping?.directed(by: title)
                try decodeDocument(text, as: recognised, name: name.map { "\($0)/\(title)" } ?? title, into: sink)
            } catch let error as FlowError {
                throw error.inSheet(title)
            }
        }
        guard hasData else {
            throw first
                ?? .unrecognised(
                    hint: left.isEmpty
                        ? "the spreadsheet is empty"
                        : "all that the spreadsheet has is hidden: show the sheet, and save")
        }
        try ArchiveNotice.tell(left, to: sink, as: "sheet")
    }

    private func recognise(_ head: [UInt8]) throws(FlowError) -> RecognisedFlow {
        if let mapping { return RecognisedFlow(flow: .mappedTable, mapping: mapping) }
        return try Flow.recognise(head.span)
    }

    /// A sheet is a table of the mapping, or is left: a workbook has notes beside its tables. Numbers of cells have
    /// nothing between thousands.
    private func recognise(sheet head: [UInt8]) throws(FlowError) -> RecognisedFlow {
        guard head.contains(where: { !"\n; ".utf8.contains($0) }) else {
            throw .unrecognised(hint: "it begins with more blank rows than any table: delete them")
        }
        var recognised = try recognise(head)
        recognised.mapping?.thousands = nil
        guard let mapping, !mapping.isNamed(in: head.span.string) else { return recognised }
        throw .unrecognised(hint: mapping.missingColumns)
    }

    private func decodeDocument(
        _ input: HeadedSource, as recognised: RecognisedFlow, name: String?, into sink: any RecordSink
    ) throws {
        let flow = recognised.flow
        try onDocument(name, flow)
        guard point == nil || flow.takesPoint else {
            throw FlowError.unsupported(
                flow: "\(flow.rawValue) under a given point", hint: "it names its points; import it without one")
        }
        if point != nil { try pointed.begin(flow, name, telling: sink) }
        let reader = try flow.reader(into: sink, limits: limits, point: point, mapping: recognised.mapping)
        var last = UInt8(ascii: "\n")
        let isSigned = try input.head().first { $0 > 0x20 }.map { "<{[".utf8.contains($0) } ?? true
        while try input.forward({ bytes in
            try reader.read(bytes)
            last = bytes[bytes.count - 1]
        }) {}
        try reader.finish()
        // XML and JSON say themselves where they end.
        if last != UInt8(ascii: "\n"), !isSigned { try sink.endedInsideLine() }
    }
}

/// A source whose first bytes can be looked at before they are read.
final class HeadedSource: ByteSource {
    private static let headSize = 64 << 10
    private let source: any ByteSource
    private let buffer: UnsafeMutableRawBufferPointer
    private var filled = 0
    private var taken = 0
    private var isLooked = false

    init(_ source: any ByteSource) {
        self.source = source
        buffer = .allocate(byteCount: 1 << 20, alignment: 16)
    }

    deinit { buffer.deallocate() }

    /// The first 64 KiB, or the whole file where it is shorter.
    func head() throws -> [UInt8] {
        while !isLooked && filled < HeadedSource.headSize {
            let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            if count == 0 { break }
            filled += count
        }
        isLooked = true
        return Array(buffer[0..<min(filled, HeadedSource.headSize)])
    }

    /// Whether this is a zip file: one with entries, or one that ends at once.
    func isArchive() throws -> Bool {
        let head = try head()
        return head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06])
    }

    /// Gives the next bytes; false at the end.
    func forward(_ body: (Span<UInt8>) throws -> Void) throws -> Bool {
        if taken == filled {
            taken = 0
            filled = try source.read(into: buffer)
            if filled == 0 { return false }
        }
        let range = taken..<filled
        taken = filled
        try body(UnsafeRawBufferPointer(rebasing: buffer[range]).assumingMemoryBound(to: UInt8.self).span)
        return true
    }

    func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        guard taken < filled else { return try source.read(into: target) }
        let count = min(target.count, filled - taken)
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[taken..<taken + count]))
        taken += count
        return count
    }
}
