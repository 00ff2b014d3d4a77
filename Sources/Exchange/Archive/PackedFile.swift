import CLibArchive

/// A zip archive that is held in memory as it is packed, of which each entry can be read by its name, and again.
///
/// For what is one document in many parts: the sheets of a spreadsheet mean nothing without its texts and formats,
/// which may stand behind them.
final class PackedFile {
    /// A million rows of ten numbers are packed in less.
    private static let largest = 64 << 20
    private let bytes: [UInt8]
    private let limits: ReadingLimits
    /// All that was made of it so far, counted together.
    private var produced = 0
    /// All that was unpacked of it so far: parts are read several times.
    private var unpacked = 0

    init(_ source: any ByteSource, limits: ReadingLimits) throws {
        self.limits = limits
        var bytes: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try source.read(into: buffer)
            if count == 0 { break }
            bytes.append(contentsOf: buffer[0..<count])
            guard bytes.count <= PackedFile.largest else {
                throw FlowError.archive(
                    detail: "a spreadsheet of over \(PackedFile.largest >> 20) MiB; save its sheets as CSV")
            }
        }
        self.bytes = bytes
    }

    /// The names of all entries; throws where the archive is cut, damaged or encrypted.
    func names() throws -> [String] {
        let archive = ArchiveReader(MemorySource(bytes), limits: limits)
        var names: [String] = []
        while let entry = try archive.nextEntry() { names.append(entry.name) }
        return names
    }

    /// Reads an entry by pieces; false where there is none of this name.
    func read(_ name: String, _ body: (Span<UInt8>) throws -> Void) throws -> Bool {
        guard let source = try open(name) else { return false }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try source.read(into: buffer)
            if count == 0 { return true }
            try body(UnsafeRawBufferPointer(rebasing: buffer[0..<count]).assumingMemoryBound(to: UInt8.self).span)
        }
    }

    /// An entry as a stream; nil where there is none of this name.
    func open(_ name: String) throws -> (any ByteSource)? {
        let archive = ArchiveReader(MemorySource(bytes), limits: limits)
        while let entry = try archive.nextEntry() { if entry.name == name { return PackedPart(entry, of: self) } }
        return nil
    }

    fileprivate func count(unpacked more: Int) throws(FlowError) {
        unpacked += more
        // So much takes some seconds; a file of its size may take more.
        let free = limits.ratioFreeBytes.multipliedReportingOverflow(by: 64)
        guard free.overflow || unpacked <= max(free.partialValue, bytes.count * limits.expansionRatio) else {
            throw .archive(detail: "its parts unpack to \(unpacked >> 20) MiB: taken for a bomb")
        }
    }

    /// Counts what is made of it, over all passes: a few bytes may say *repeat this a million times*.
    func count(produced more: Int) throws {
        produced += more
        try limits.requireModest(produced, packed: bytes.count)
    }
}

/// An entry of a packed file, of which each byte counts.
private final class PackedPart: ByteSource {
    private let entry: ArchiveEntry
    private let file: PackedFile

    init(_ entry: ArchiveEntry, of file: PackedFile) { (self.entry, self.file) = (entry, file) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try entry.read(into: buffer)
        try file.count(unpacked: count)
        return count
    }
}
