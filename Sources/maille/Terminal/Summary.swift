import Exchange
import Foundation

/// The end of a command: one line for a person, or one JSON object for a program.
enum Summary {
    static func give(_ value: some Encodable, asJSON: Bool, _ line: @autoclosure () -> String) throws {
        guard asJSON else { return Results.say(line()) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        Results.say(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}

extension Summary {
    /// A table for a person, with a line below it; for a program a list of objects, by the names of the columns.
    static func give(_ table: TextTable, asJSON: Bool, below line: String? = nil) throws {
        if asJSON { return try give(table.objects, asJSON: true, "") }
        Results.say(table.text)
        if let line { Results.say(line) }
    }
}

/// A table of texts, columns aligned, for a person to read.
struct TextTable {
    private var rows: [[String]]
    private let alignsRight: Set<Int>

    init(_ header: [String], alignRight: Set<Int> = []) {
        rows = [header]
        alignsRight = alignRight
    }

    /// Whether it has a header alone.
    var isEmpty: Bool { rows.count == 1 }

    mutating func add(_ row: [String]) { rows.append(row.map(\.visible)) }

    /// Each row by its columns, `agreement from` as `agreementFrom`; cells without a text are left out.
    var objects: [[String: String]] {
        let names = rows[0].map { name in
            let words = name.split(separator: " ")
            return words.prefix(1).joined() + words.dropFirst().map(\.capitalized).joined()
        }
        return rows.dropFirst().map { row in
            Dictionary(zip(names, row).filter { !$1.isEmpty }, uniquingKeysWith: { first, _ in first })
        }
    }

    var text: String {
        let widths = rows.reduce(into: [Int: Int]()) { widths, row in
            for (column, cell) in row.enumerated() { widths[column] = max(widths[column] ?? 0, cell.count) }
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: (widths[column] ?? 0) - cell.count)
                return alignsRight.contains(column) ? padding + cell : cell + padding
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
