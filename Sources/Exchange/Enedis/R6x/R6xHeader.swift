import Metering

/// A column of the CSV forms of R63 to R66.
enum R6xColumn: Int, CaseIterable {
    case point, quantity, direction, stage, unit, time, date, value, nature, step, likelihood, state
    case readingType, grid, calendar, temporalClass, register

    var name: String {
        switch self {
        case .point: "Identifiant PRM"
        case .quantity: "Grandeur physique"
        case .direction: "Grandeur métier"
        case .stage: "Etape métier"
        case .unit: "Unité"
        case .time: "Horodate"
        case .date: "Date"
        case .value: "Valeur"
        case .nature: "Nature"
        case .step: "Pas"
        case .likelihood: "Indice de vraisemblance"
        case .state: "Etat complémentaire"
        case .readingType: "Type de relève"
        case .grid: "Grille"
        case .calendar: "Identifiant calendrier"
        case .temporalClass: "Identifiant classe temporelle"
        case .register: "Cadran"
        }
    }

    /// The columns without which a row of a flow cannot be understood.
    static func required(by flow: Flow) -> [R6xColumn] {
        let shared: [R6xColumn] = [.point, .quantity, .direction, .unit, .value]
        return switch flow {
        case .r64CSV: shared + [.time, .readingType, .grid, .calendar, .temporalClass, .register, .likelihood]
        case .r65CSV: shared + [.date]
        case .r66CSV: shared + [.time, .step]
        default: shared + [.time, .nature, .step]
        }
    }
}

/// Where the columns of a file are: found by name, in any order, with or without accents.
struct R6xHeader: Sendable {
    /// For each column, in order of `R6xColumn`.
    private let positions: [Int?]
    /// The cells a row must have at least.
    let width: Int
    /// Tells a row that ends in the header of another file.
    let start: TableStart

    init(_ fields: CSVFields, of line: Span<UInt8>, flow: Flow, number: UInt32) throws(FlowError) {
        var names: [String: Int] = [:]
        for index in 0..<fields.count {
            guard let name = fields.text(index, of: line)?.withoutAccents else { continue }
            guard names.updateValue(index, forKey: name) == nil else {
                throw .malformed(line: number, detail: "column \(index + 1) has the name of an earlier one")
            }
        }
        let positions = R6xColumn.allCases.map { names[$0.name.withoutAccents] }
        var width = 0
        for column in R6xColumn.required(by: flow) {
            guard let position = positions[column.rawValue] else {
                throw .malformed(line: number, detail: "column '\(column.name)' is missing")
            }
            width = max(width, position + 1)
        }
        self.positions = positions
        self.width = width
        start = TableStart("identifiant prm", "", header: fields)
    }

    /// Whether a row begins with its point.
    var beginsWithPoint: Bool { positions[R6xColumn.point.rawValue] == 0 }

    /// Where the cell of a column is in a row; empty where the file has no such column.
    func range(_ column: R6xColumn, _ fields: CSVFields) -> Range<Int> {
        guard let position = positions[column.rawValue], position < fields.count else { return 0..<0 }
        return fields.ranges[position]
    }
}

extension String {
    /// Lower case without French accents: tools that rewrite a CSV lose them.
    var withoutAccents: String {
        String(String.UnicodeScalarView(lowercased().unicodeScalars.compactMap(\.withoutAccent)))
    }
}

extension Unicode.Scalar {
    /// Nil for an accent that stands apart from its letter.
    fileprivate var withoutAccent: Unicode.Scalar? {
        switch self {
        case "\u{300}"..."\u{36F}": nil
        case "à", "â", "ä": "a"
        case "é", "è", "ê", "ë": "e"
        case "î", "ï": "i"
        case "ô", "ö": "o"
        case "û", "ù", "ü": "u"
        case "ç": "c"
        default: self
        }
    }
}
