/// The record that closes a zip archive and says how many entries it has, found in the last bytes.
///
/// libarchive reads a stream forwards and jumps over what it cannot read: only this count tells that an archive
/// is whole. Source: PKWARE, *APPNOTE.TXT* 6.3.10, section 4.3.16.
struct ArchiveEnd {
    private static let recordSize = 22
    private static let longestComment = 0xFFFF
    private var tail: [UInt8] = []

    /// Remembers the end of what has come so far.
    mutating func append(_ block: UnsafeRawBufferPointer) {
        let kept = ArchiveEnd.recordSize + ArchiveEnd.longestComment
        tail.append(contentsOf: block.suffix(kept))
        if tail.count > 2 * kept { tail.removeFirst(tail.count - kept) }
    }

    /// The number of entries, nil where there is no closing record.
    var entryCount: Int? {
        var position = tail.count - ArchiveEnd.recordSize
        while position >= 0 {
            if tail[position] == 0x50, tail[position...].starts(with: [0x50, 0x4B, 0x05, 0x06]) {
                return Int(tail[position + 10]) | Int(tail[position + 11]) << 8
            }
            position -= 1
        }
        return nil
    }

    /// What stands in the record of an archive with more entries than it can say.
    static let tooManyToSay = 0xFFFF
}
