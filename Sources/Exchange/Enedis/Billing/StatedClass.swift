import Metering

/// What a reading says of one class of one grid.
struct StatedClass {
    /// `Classe_Mesure`: 1, 2, or a share of collective self-consumption.
    enum Measure {
        case index, quantity, other
    }

    /// In two grids and two directions, each with six measures.
    static let mostOfOneName = 24

    let grid: ClassIndex.Grid
    let line: UInt32
    private(set) var id = ""
    private(set) var measure = Measure.other
    /// `Sens_Mesure`: 0 is what is taken from the grid, 1 what is fed into it.
    private(set) var directionCode = "0"
    private var measureCode = ""
    private var unit = ""
    private var value = Field<Int64>.absent
    private var coefficient = ""

    init(grid: ClassIndex.Grid, line: UInt32) { (self.grid, self.line) = (grid, line) }

    mutating func take(_ name: XMLName, _ text: Span<UInt8>) {
        switch name {
        case "Id_Classe_Temporelle": id = text.extracting(first: 20).string
        case "Classe_Mesure":
            measureCode = text.extracting(first: 4).string
            measure = measureCode == "1" ? .index : measureCode == "2" ? .quantity : .other
        case "Sens_Mesure": directionCode = text.extracting(first: 4).string
        case "Unite_Mesure": unit = text.extracting(first: 8).string
        case "Valeur": value = Field(text) { $0.indexValue }
        case "Coefficient_Lecture": coefficient = text.extracting(first: 24).string
        default: break
        }
    }

    var otherName: String { "Classe_Mesure \(measureCode)" }

    /// Nil, after a note, of what is no active energy.
    func direction(of point: PointID, to sink: any RecordSink, _ others: OtherQuantities) throws -> Direction? {
        guard unit == "kWh" || unit == "Wh" else {
            try others.leave("an index in \(unit)", of: point, line: line, telling: sink)
            return nil
        }
        switch directionCode {
        case "0": return .extraction
        case "1": return .injection
        default:
            try others.leave("Sens_Mesure \(directionCode)", of: point, line: line, telling: sink)
            return nil
        }
    }

    func wattHours() throws(RecordFault) -> Int64 {
        guard !id.isEmpty, id != "INCONNU" else {
            throw RecordFault(IndexRule.missingIndex, "a class without its Id_Classe_Temporelle")
        }
        guard coefficient.isEmpty || coefficient.wholeMatch(of: #/1(\.0*)?/#) != nil else {
            throw RecordFault(EnedisRule.value, "class '\(id)' has a Coefficient_Lecture other than 1")
        }
        guard let value = value.value else {
            throw RecordFault(EnedisRule.value, "the Valeur of class '\(id)' is no whole number")
        }
        let scaled = value.multipliedReportingOverflow(by: unit == "kWh" ? 1_000 : 1)
        guard !scaled.overflow, WrittenUnit.registerValues.contains(scaled.partialValue) else {
            throw RecordFault(EnedisRule.value, "the Valeur of class '\(id)' is more than a register shows")
        }
        return scaled.partialValue
    }
}
