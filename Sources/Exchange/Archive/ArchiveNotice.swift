import Metering

/// What people's archives hold beside their data: leftovers of file managers, and notices to read. They are named and
/// left. Whatever has cells in lines is data, and refuses the archive where it cannot be read.
enum ArchiveNotice {
    static let rule = Rule("left-in-archive", "What is no data is named, so that nobody takes it for read.")

    static func isNotice(_ entry: HeadedSource, named name: String) throws -> Bool {
        if isLeftover(name) { return true }
        let head = try entry.head()
        if head.isEmpty { return true }
        let pictures: [[UInt8]] = [[0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], Array("GIF8".utf8)]
        let texts = ["%PDF", "{\\rtf", "<!DOCTYPE html", "<!doctype html", "<html"].map { Array($0.utf8) }
        if (pictures + texts).contains(where: head.starts) { return true }
        guard UTF16Source.isBigEndian(head) == nil, !GzipSource.isGzip(head), SpreadsheetKind(head) == nil else {
            return false
        }
        do throws(FlowError) {
            _ = try Flow.recognise(head.span)
            return false
        } catch {
            guard case .unrecognised = error else { return false }
            let text = head.span.firstMalformedUTF8 == nil ? head : Windows1252.utf8(head.span)
            let lines = text.span.string.split(whereSeparator: \.isNewline)
            return !isJSON(text.span.string) && !NearHeader(lines.prefix(MappedTableReader.mostLinesAbove)).isTable
        }
    }

    /// Whether a text begins as JSON does, of whatever kind: it may hold values. `[General]` does not.
    private static func isJSON(_ text: String) -> Bool {
        text.prefixMatch(of: #/\s*(\{\s*["}]|\[\s*[\[\]{"0-9-])/#) != nil
    }

    /// Files of macOS (`__MACOSX/._day.csv`, `.DS_Store`) and of Windows, by their names.
    private static func isLeftover(_ name: String) -> Bool {
        let parts = name.split(separator: "/")
        return parts.contains { $0 == "__MACOSX" || $0.hasPrefix(".") && !$0.allSatisfy { $0 == "." } }
            || ["thumbs.db", "desktop.ini"].contains(parts.last?.lowercased())
    }

    static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).map { "'\($0.split(separator: "/").last?.prefix(60) ?? "")'" }
        return shown.joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
    }

    static func tell(_ names: [String], to sink: any RecordSink, as what: String = "file") throws {
        guard !names.isEmpty else { return }
        try sink.receive(
            Diagnostic(
                .note, rule,
                "\(names.count) \(names.count == 1 ? "\(what) that is" : "\(what)s that are") no data: \(list(names))"))
    }
}
