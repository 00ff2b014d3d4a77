package import Metering

/// Decodes a file of any format that Maille reads, plain or zipped, into records.
package struct FlowDecoder {
    private let limits: ReadingLimits
    private let point: PointID?
    private let onDocument: (String?, Flow) throws -> Void

    /// `point` is what a person says a Green Button file is about; other formats name their points themselves.
    /// `onDocument` is told of each document that begins: its name inside an archive, and its format.
    package init(
        limits: ReadingLimits = ReadingLimits(), point: PointID? = nil,
        onDocument: @escaping (String?, Flow) throws -> Void = { _, _ in }
    ) {
        self.limits = limits
        self.point = point
        self.onDocument = onDocument
    }

    /// Reads a whole file into the sink.
    ///
    /// Throws a `FlowError` when the file must be turned away, after which whatever the sink received of it
    /// must be dropped; errors of the source and the sink pass through.
    package func decode(_ source: any ByteSource, into sink: any RecordSink) throws {
        let input = HeadedSource(source)
        if try input.isArchive() {
            let archive = ArchiveReader(input, limits: limits)
            while let entry = try archive.nextEntry() {
                do {
                    try decodeDocument(HeadedSource(entry), name: entry.name, into: sink)
                } catch let error as FlowError {
                    throw error.located(in: entry.name)
                }
            }
        } else {
            try decodeDocument(input, name: nil, into: sink)
        }
    }

    private func decodeDocument(_ input: HeadedSource, name: String?, into sink: any RecordSink) throws {
        if name != nil, try input.isArchive() {
            throw FlowError.archive(detail: "an archive inside the archive; unpack the outer one first")
        }
        let head = try input.head()
        let flow = try Flow.recognise(head.span)
        try onDocument(name, flow)
        guard point == nil || flow == .greenButton else {
            throw FlowError.unsupported(
                flow: "\(flow.rawValue) under a given point", hint: "it names its points; import it without one")
        }
        let reader = flow.reader(into: sink, limits: limits, point: point)
        while try input.forward({ bytes in try reader.read(bytes) }) {}
        try reader.finish()
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

    /// Whether this is a zip archive: one with entries, or one that ends at once.
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
