/// What a file is, once what it is packed in is undone.
enum FileContent {
    /// A document; as UTF-8, where its first bytes say that it is UTF-16.
    case document(HeadedSource)
    case spreadsheet(any Spreadsheet)
    /// A zip archive of several files.
    case archive(ArchiveReader)

    /// `isInside` is of a file that an archive holds: it is no archive itself.
    init(_ input: HeadedSource, limits: ReadingLimits, isInside: Bool = false) throws {
        let head = try input.head()
        if GzipSource.isGzip(head) {
            try self.init(HeadedSource(GzipSource(input, limits: limits)), limits: limits, isInside: true)
        } else if let kind = SpreadsheetKind(head) {
            self = .spreadsheet(try kind.open(input, limits: limits))
        } else if try input.isArchive() {
            guard !isInside else {
                throw FlowError.archive(detail: "an archive inside the archive; unpack the outer one first")
            }
            self = .archive(ArchiveReader(input, limits: limits))
        } else if let isBigEndian = UTF16Source.isBigEndian(head) {
            self = .document(HeadedSource(UTF16Source(input, isBigEndian: isBigEndian)))
        } else {
            self = .document(input)
        }
    }
}
