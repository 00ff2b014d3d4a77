import CLibArchive

/// Reads the entries of a zip archive with libarchive, as a stream: nothing is unpacked to disk.
///
/// An archive that unpacks to far more than its own size is a bomb and is refused on the way.
final class ArchiveReader {
    private let source: any ByteSource
    private let limits: ReadingLimits
    private let archive: OpaquePointer?
    private let buffer: UnsafeMutableRawBufferPointer
    private var failure: (any Error)?
    private var isOpen = false
    private var entries = 0
    private var documents = 0
    private var produced = 0
    private var end = ArchiveEnd()

    init(_ source: any ByteSource, limits: ReadingLimits) {
        self.source = source
        self.limits = limits
        archive = archive_read_new()
        buffer = .allocate(byteCount: 1 << 18, alignment: 16)
    }

    deinit {
        if let archive { archive_read_free(archive) }
        buffer.deallocate()
    }

    /// The next document of the archive, to be read before asking again; nil after the last.
    func nextEntry() throws -> ArchiveEntry? {
        if !isOpen { try open() }
        while true {
            var header: OpaquePointer?
            let status = UnicodeLocale.during { archive_read_next_header(archive, &header) }
            if status == ARCHIVE_EOF {
                try requireWhole()
                return nil
            }
            try check(status)
            entries += 1
            guard entries <= limits.archiveEntries else {
                throw FlowError.archive(detail: "more than \(limits.archiveEntries) entries; split it")
            }
            if archive_entry_is_encrypted(header) != 0 {
                throw FlowError.archive(detail: "an entry is encrypted; decrypt it first")
            }
            let isFile = archive_entry_filetype(header) & UInt32(S_IFMT) == UInt32(S_IFREG)
            if isFile {
                documents += 1
                let name = UnicodeLocale.during { archive_entry_pathname_utf8(header).map { String(cString: $0) } }
                return ArchiveEntry(name: name?.visible ?? "entry \(entries)", of: self)
            }
        }
    }

    fileprivate func readData(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = archive_read_data(archive, target.baseAddress, target.count)
        // A wrong checksum is a mere warning to libarchive.
        if count < 0 { throw fault }
        produced += count
        // Over all entries: many small bombs are one.
        try limits.requireModest(produced, packed: Int(archive_filter_bytes(archive, 0)))
        return count
    }

    /// Reads on to the end of the archive, where its own count says whether entries were lost on the way.
    private func requireWhole() throws {
        while fill(nil) > 0 {}
        if let failure { throw failure }
        guard let count = end.entryCount, count == entries || count == ArchiveEnd.tooManyToSay else {
            throw FlowError.archive(detail: "it is cut or damaged: entries are missing; ask for it again")
        }
        guard documents > 0 else { throw FlowError.archive(detail: "there is no document in it") }
    }

    private func open() throws {
        isOpen = true
        archive_read_support_format_zip_streamable(archive)
        let status = archive_read_open(
            archive, Unmanaged.passUnretained(self).toOpaque(), nil,
            { _, context, block in
                guard let context else { return -1 }
                return Unmanaged<ArchiveReader>.fromOpaque(context).takeUnretainedValue().fill(block)
            }, nil)
        try check(status)
    }

    private func fill(_ block: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
        do {
            let count = try source.read(into: buffer)
            block?.pointee = UnsafeRawPointer(buffer.baseAddress)
            end.append(UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
            return count
        } catch {
            failure = error
            return -1
        }
    }

    private func check(_ status: Int32) throws { if status < ARCHIVE_WARN { throw fault } }

    private var fault: any Error {
        let detail = archive_error_string(archive).map { String(cString: $0) } ?? "it is cut or damaged"
        return failure ?? FlowError.archive(detail: "\(detail); ask for it again")
    }
}

/// One document of an archive.
final class ArchiveEntry: ByteSource {
    let name: String
    private let archive: ArchiveReader

    fileprivate init(name: String, of archive: ArchiveReader) {
        self.name = name
        self.archive = archive
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try archive.readData(into: buffer) }
}

extension ReadingLimits {
    /// Throws where what was unpacked is a bomb's.
    func requireModest(_ produced: Int, packed: Int) throws(FlowError) {
        guard produced <= ratioFreeBytes || produced / max(packed, 1 << 10) <= expansionRatio else {
            throw .archive(detail: "it unpacks to over \(expansionRatio) times its size: taken for a bomb")
        }
        guard produced <= unpackedBytes else {
            throw .archive(detail: "it unpacks to over \(unpackedBytes) bytes; split it")
        }
    }
}
