import Metering

/// The point that a line above a table names, as `Identifiant PRM;01234567890123`: it holds for the one table below it.
struct PointLabel {
    private let word: String?
    private let carrier: Carrier
    private(set) var point: PointID?
    private var isUsed = false

    init(_ mapping: TableMapping) { (word, carrier) = (mapping.pointLabel?.columnKey, mapping.carrier) }

    /// Whether the line is one.
    mutating func read(_ line: Span<UInt8>, _ number: UInt32) throws(FlowError) -> Bool {
        guard let word else { return false }
        for separator in TableHeader.separators {
            var fields = CSVFields(separator: separator)
            fields.split(line)
            guard fields.count > 1, line.extracting(fields.range(0)).string.columnKey.hasPrefix(word) else { continue }
            let name = line.extracting(fields.range(1)).string.withoutFormula
            do throws(RecordFault) {
                point = try PointID(partner: name.utf8.span, of: carrier)
            } catch {
                throw FlowError.malformed(line: number, detail: "the point beside '\(word)': \(error.detail)")
            }
            isUsed = false
            return true
        }
        return false
    }

    /// A table begins: a label that stood above another one says nothing of it.
    mutating func beginTable() {
        if isUsed { point = nil }
        isUsed = true
    }

    mutating func clear() { (point, isUsed) = (nil, false) }
}
