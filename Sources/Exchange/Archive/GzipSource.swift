import CDeflate
import CLibArchive

/// The content of a gzip file, unpacked with libarchive as a stream, and held to the checksum and length at its end.
///
/// libarchive reads over a wrong checksum without a word. Source: RFC 1952, 2.3.1.
final class GzipSource: ByteSource {
    private let packed: PackedStream
    private let limits: ReadingLimits
    private let archive: OpaquePointer?
    private var isOpen = false
    private var isOver = false
    private var produced = 0
    private var checksum: UInt32 = 0

    static func isGzip(_ head: [UInt8]) -> Bool { head.starts(with: [0x1F, 0x8B, 0x08]) }

    init(_ source: any ByteSource, limits: ReadingLimits) {
        packed = PackedStream(source)
        self.limits = limits
        archive = archive_read_new()
    }

    deinit { if let archive { archive_read_free(archive) } }

    func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        if isOver { return 0 }
        if !isOpen { try open() }
        let count = archive_read_data(archive, target.baseAddress, target.count)
        if count < 0 { throw fault }
        if count == 0 {
            isOver = true
            try requireWhole()
        }
        checksum = libdeflate_crc32(checksum, target.baseAddress, count)
        produced += count
        try limits.requireModest(produced, packed: packed.count)
        return count
    }

    private func open() throws {
        isOpen = true
        archive_read_support_filter_gzip(archive)
        archive_read_support_format_raw(archive)
        try check(
            archive_read_open(
                archive, Unmanaged.passUnretained(packed).toOpaque(), nil,
                { _, context, block in
                    guard let context else { return -1 }
                    return Unmanaged<PackedStream>.fromOpaque(context).takeUnretainedValue().fill(block)
                }, nil))
        var header: OpaquePointer?
        try check(archive_read_next_header(archive, &header))
    }

    private func requireWhole() throws {
        while packed.fill(nil) > 0 {}
        if let failure = packed.failure { throw failure }
        let end = packed.tail
        guard end.count == 8, GzipSource.number(end[0..<4]) == checksum,
            GzipSource.number(end[4..<8]) == UInt32(truncatingIfNeeded: produced)
        else {
            throw FlowError.archive(
                detail: "the gzip file is cut, damaged, joined or packed twice; unpack it, or ask for it again")
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private func check(_ status: Int32) throws { if status < ARCHIVE_WARN { throw fault } }

    private var fault: any Error {
        packed.failure ?? FlowError.archive(detail: "the gzip file is cut or damaged; ask for it again")
    }
}

/// The bytes of a packed file on their way to libarchive.
private final class PackedStream {
    private let source: any ByteSource
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    private(set) var failure: (any Error)?
    private(set) var count = 0
    /// The last eight bytes so far.
    private(set) var tail: [UInt8] = []

    init(_ source: any ByteSource) { self.source = source }

    deinit { buffer.deallocate() }

    func fill(_ block: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
        do {
            let read = try source.read(into: buffer)
            block?.pointee = UnsafeRawPointer(buffer.baseAddress)
            count += read
            tail = (tail + buffer[0..<read].suffix(8)).suffix(8)
            return read
        } catch {
            failure = error
            return -1
        }
    }
}
