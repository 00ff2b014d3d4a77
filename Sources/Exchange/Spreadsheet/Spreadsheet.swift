/// A spreadsheet, of which each sheet is read as the CSV that its program would save: UTF-8, `;` between cells, numbers
/// with a decimal point, dates as `2026-01-31` and `2026-01-31 00:30:00`.
///
/// So whatever Maille reads as a CSV it reads as a sheet. Nothing is computed: the value that a formula had when the
/// file was saved is the value of its cell.
protocol Spreadsheet: AnyObject {
    /// In the order in which the program shows them.
    var sheets: [SheetName] { get }

    /// The rows of a sheet, by its place in `sheets`.
    func open(_ place: Int) throws -> any ByteSource
}

struct SheetName: Hashable {
    /// Each is a pass over the file.
    static let most = 256

    let name: String
    /// Whether the program does not show it: nobody who sent the file looked at it.
    let isHidden: Bool
}

extension [SheetName] {
    mutating func add(_ name: String?, isHidden: Bool, line: UInt32) throws(FlowError) {
        guard count < SheetName.most else {
            throw .tooLarge(line: line, detail: "more than \(SheetName.most) sheets; send them in several files")
        }
        append(SheetName(name: (name ?? "").visible, isHidden: isHidden))
    }
}

/// What a file is that begins like a zip archive, or as programs of offices save theirs.
enum SpreadsheetKind: Hashable {
    case officeOpenXML, openDocument
    /// Compound files: Excel before 2007, and workbooks behind a password.
    case compound

    /// Nil for any other file.
    ///
    /// Sources: ECMA-376 part 2, 9 (a package is a zip with `[Content_Types].xml`; which part comes first is free);
    /// OpenDocument 1.3 part 2, 3.3 (`mimetype` comes first); MS-CFB 2.2.
    init?(_ head: [UInt8]) {
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            self = .compound
            return
        }
        guard head.starts(with: [0x50, 0x4B, 0x03, 0x04]), head.count >= 30 else { return nil }
        let nameEnd = min(head.count, 30 + Int(head[26]) + Int(head[27]) << 8)
        switch String(decoding: head[30..<nameEnd], as: UTF8.self) {
        case "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml": self = .officeOpenXML
        case let name where name.hasPrefix("docProps/") || name.hasPrefix("xl/worksheets/"): self = .officeOpenXML
        case "mimetype": self = .openDocument
        default: return nil
        }
    }

    func open(_ source: any ByteSource, limits: ReadingLimits) throws -> any Spreadsheet {
        switch self {
        case .officeOpenXML: try XLSXWorkbook(PackedFile(source, limits: limits), limits: limits)
        case .openDocument: try ODSDocument(PackedFile(source, limits: limits), limits: limits)
        case .compound:
            throw FlowError.unsupported(
                flow: "a spreadsheet of Excel 97 to 2003, or one behind a password",
                hint: "open it and save it as .xlsx or CSV, without a password")
        }
    }
}
