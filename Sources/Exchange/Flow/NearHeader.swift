/// What is said of a text that no reader takes: which header it nearly has, and what would read it as it is.
struct NearHeader {
    private static let known: [(name: String, columns: [String])] =
        [
            ("the long form", ["point", "carrier", "direction", "start", "end", "value", "unit"]),
            ("the wide form", ["point", "date", "v1"]),
            ("a list of points", ["point", "carrier", "directions"]),
            ("a list of sets", ["set", "kind", "usage", "point", "from"]),
            ("an Enedis portal file", ["identifiant prm", "type de donnees", "date de debut", "date de fin"]),
            ("an EDF export", ["date et heure de releve par le distributeur", "puissance atteinte (w)"]),
        ] + KnownTable.all.map { ($0.name, $0.columns) }

    private let lines: [Substring]

    init(_ lines: some Sequence<Substring>) { self.lines = Array(lines) }

    /// Whether lines have cells at all, as many each, or figures: a table, and no letter.
    var isTable: Bool {
        for separator in TableHeader.separators {
            let counts = lines.map { line in line.utf8.count { $0 == separator } }
            let most = counts.max() ?? 0
            guard most > 0 else { continue }
            let alike = counts.count { $0 == most }
            if alike >= (separator == UInt8(ascii: ",") ? 3 : 2), most > 1 || separator != UInt8(ascii: ",") {
                return true
            }
        }
        let rows = lines.count { TableSample.isRow($0) }
        return rows > 0 && rows * 2 >= lines.count
    }

    var hint: String {
        let advice = "docs/integrating/formats.md lists what Maille reads"
        guard isTable else { return "no line is a header that it knows; \(advice)" }
        let asItIs = "to have the table read as it is: maille map suggest FILE"
        guard let near = nearest else { return "no line is a header that it knows; \(asItIs)" }
        return "line \(near.line) is nearly the header of \(near.name), which has \(near.difference); \(asItIs)"
    }

    private var nearest: (line: Int, name: String, difference: String)? {
        var best: (line: Int, name: String, difference: String)?
        var fewest = 3
        for (place, line) in lines.enumerated() {
            guard let separator = TableHeader.separators.first(where: { line.utf8.contains($0) }) else { continue }
            let cells = line.split(separator: Character(Unicode.Scalar(separator)), omittingEmptySubsequences: false)
                .map { String($0).columnKey }
            for (name, columns) in NearHeader.known {
                let missing = columns.filter { !cells.contains($0) }
                guard missing.count < min(fewest, columns.count - columns.count / 2) else { continue }
                fewest = missing.count
                let wanted = missing.map { "'\($0)'" }.joined(separator: ", ")
                let isOther = separator != UInt8(ascii: ";")
                let difference = missing.isEmpty ? (isOther ? "';' between columns" : "them in another order") : wanted
                best = (place + 1, name, difference)
            }
        }
        return best
    }
}
