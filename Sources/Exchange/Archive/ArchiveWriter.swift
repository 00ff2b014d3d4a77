import CLibArchive

/// Packs documents into a zip archive, in memory or in a file, the same bytes each time.
///
/// Entries carry no date: libarchive then writes 1980-01-01 00:00, the oldest a zip can say, whatever the time
/// zone of the machine.
package final class ArchiveWriter {
    private let archive: OpaquePointer?
    private var packed: [UInt8] = []

    package convenience init() throws(FlowError) {
        try self.init(zip: ())
        let status = archive_write_open(
            archive, Unmanaged.passUnretained(self).toOpaque(), nil,
            { _, context, bytes, count in
                guard let context, let bytes else { return -1 }
                let writer = Unmanaged<ArchiveWriter>.fromOpaque(context).takeUnretainedValue()
                writer.packed.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
                return count
            }, nil)
        try check(status)
    }

    /// An archive that is written to a file: `finish` gives no bytes.
    package convenience init(to path: String) throws(FlowError) {
        try self.init(zip: ())
        try check(archive_write_open_filename(archive, path))
    }

    private init(zip: Void) throws(FlowError) {
        archive = archive_write_new()
        try check(archive_write_set_format_zip(archive))
        try check(archive_write_set_options(archive, "zip:hdrcharset=UTF-8"))
        try check(archive_write_set_bytes_per_block(archive, 0))
    }

    deinit { archive_write_free(archive) }

    /// The archive of whole documents, in this order; a name that ends with `/` is a folder.
    package static func pack(_ documents: [(name: String, bytes: [UInt8])]) throws(FlowError) -> [UInt8] {
        let writer = try ArchiveWriter()
        for document in documents { try writer.add(document.name, pieces: CollectionOfOne(document.bytes)) }
        return try writer.finish()
    }

    /// Adds a document that comes in pieces.
    package func add(_ name: String, pieces: some Sequence<[UInt8]>) throws(FlowError) {
        let entry = archive_entry_new()
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname_utf8(entry, name)
        archive_entry_set_filetype(entry, UInt32(S_IFREG))
        archive_entry_set_perm(entry, 0o644)
        try check(archive_write_header(archive, entry))
        for piece in pieces where !piece.isEmpty {
            guard archive_write_data(archive, piece, piece.count) == piece.count else { throw failure }
        }
        try check(archive_write_finish_entry(archive))
    }

    /// Closes the archive and gives its bytes; nothing can be added after.
    package func finish() throws(FlowError) -> [UInt8] {
        try check(archive_write_close(archive))
        return packed
    }

    private func check(_ status: Int32) throws(FlowError) { if status != ARCHIVE_OK { throw failure } }

    private var failure: FlowError {
        .archive(detail: archive_error_string(archive).map { String(cString: $0) } ?? "it cannot be written")
    }
}
