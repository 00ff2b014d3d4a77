import Metering

/// Reads R67 in CSV (the customer portal's form of guide Enedis.SGE.GUI.0503): one header row, then one row for each
/// quantity. Rows of a point may stand anywhere.
final class R67CSVReader: LineHandler {
    private static let columns = [
        "identifiant prm", "grandeur physique", "grandeur metier", "unite", "horodate de creation",
        "debut de la mesure", "fin de la mesure", "libelle grille", "identifiant classe temporelle", "libelle nature",
        "libelle statut", "quantite",
    ]

    private let sink: any RecordSink
    private let limits: ReadingLimits
    private let others = OtherQuantities()
    private var fields = CSVFields()
    private var places: [String: Int]?
    private var ofPoints: [PointID: BilledQuantities] = [:]
    private var order: [PointID] = []
    private var held = 0

    init(_ sink: any RecordSink, limits: ReadingLimits) { (self.sink, self.limits) = (sink, limits) }

    /// Whether a header is that of R67.
    static func isHeader(_ names: Set<String>) -> Bool { names.isSuperset(of: ["quantite", "debut de la mesure"]) }

    func line(_ text: Span<UInt8>, number: UInt32) throws {
        guard !text.trimmed(0..<text.count).isEmpty else { return }
        fields.split(text)
        let cells = fields.ranges.map { text.extracting($0).string.withoutFormula }
        guard let places, cells[0].columnKey != R67CSVReader.columns[0] else { return try begin(cells, number) }
        guard let last = places.values.max(), last < cells.count else {
            return try sink.receive(
                Diagnostic(.quarantined, R6xRule.shortRow, line: number, "fewer cells than the header"))
        }
        func cell(_ place: Int) -> String { places[R67CSVReader.columns[place]].map { cells[$0] } ?? "" }
        guard let point = try sink.point(fromPRM: cell(0), line: number) else { return }
        held += 1
        guard held <= limits.seriesLength else {
            throw FlowError.tooLarge(line: number, detail: "over \(limits.seriesLength) quantities; split the file")
        }
        var quantity = BilledQuantity(line: number)
        (quantity.physicalQuantity, quantity.direction, quantity.unit) = (cell(1), cell(2), cell(3))
        (quantity.created, quantity.start, quantity.end) = (cell(4), cell(5), cell(6))
        (quantity.grid, quantity.classID) = (cell(7), cell(8))
        (quantity.nature, quantity.status, quantity.amount) = (cell(9), cell(10), cell(11))
        try quantities(of: point).add(quantity)
    }

    func beginFile() { places = nil }

    func finish() throws {
        guard places != nil else { throw FlowError.malformed(line: 1, detail: "no header row") }
        for point in order { try ofPoints[point]?.deliver(of: point) }
    }

    private func begin(_ cells: [String], _ number: UInt32) throws {
        let names = Dictionary(zip(cells.map(\.columnKey), 0...)) { first, _ in first }
        if let missing = R67CSVReader.columns.first(where: { names[$0] == nil }) {
            throw FlowError.malformed(line: number, detail: "column '\(missing)' is missing")
        }
        places = names.filter { R67CSVReader.columns.contains($0.key) }
    }

    private func quantities(of point: PointID) -> BilledQuantities {
        if let known = ofPoints[point] { return known }
        let made = BilledQuantities(sink, others, limits: limits)
        ofPoints[point] = made
        order.append(point)
        return made
    }
}
