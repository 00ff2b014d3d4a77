import Foundation
import Web

/// The part of Markdown that legal texts need, as HTML: headings, paragraphs, lists, `**bold**`, links to pages and
/// addresses. Plain text is a case of it. Everything else is text: no HTML of the source comes through.
enum Markdown {
    /// The highest heading of a text is one of the second level: the page has the first.
    static func html(_ source: String) -> String {
        var (blocks, open): ([String], Block?) = ([], nil)
        let lines = source.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { $0.drop(while: \.isWhitespace) }
        let highest = lines.compactMap(level(of:)).min() ?? 1
        func end() {
            if let open { blocks.append(open.html) }
            open = nil
        }
        for text in lines {
            if text.isEmpty {
                end()
            } else if let heading = text.firstMatch(of: /^(#{1,3})\s+(.+)$/) {
                end()
                let level = heading.output.1.count - highest + 2
                blocks.append("<h\(level)>\(inline(heading.output.2))</h\(level)>")
            } else if let item = text.firstMatch(of: /^[-*]\s+(.+)$/) {
                if open?.isList != true { end() }
                open = Block(isList: true, lines: (open?.lines ?? []) + [inline(item.output.1)])
            } else if var block = open {
                // A line goes on with the paragraph, or with the item, before it.
                block.lines[block.lines.count - 1] += "\n" + inline(text)
                open = block
            } else {
                open = Block(isList: false, lines: [inline(text)])
            }
        }
        end()
        return blocks.joined(separator: "\n")
    }

    private static func level(of line: Substring) -> Int? {
        line.firstMatch(of: /^(#{1,3})\s+./).map(\.output.1.count)
    }

    private struct Block {
        let isList: Bool
        var lines: [String]

        var html: String {
            isList
                ? "<ul>\n" + lines.map { "<li>\($0)</li>\n" }.joined() + "</ul>"
                : "<p>\(lines.joined(separator: "\n"))</p>"
        }
    }

    private static func inline(_ text: Substring) -> String {
        escaped(text)
            .replacing(/\[([^\[\]]+)\]\(((?:https:\/\/|mailto:|\/)[^\s()]+)\)/) { match in
                "<a href=\"\(match.output.2)\">\(match.output.1)</a>"
            }
            .replacing(/\*\*([^*]+)\*\*/) { "<strong>\($0.output.1)</strong>" }
    }

    private static func escaped(_ text: Substring) -> String {
        String(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
