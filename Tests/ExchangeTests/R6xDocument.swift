import Metering

/// Builds small R6x documents from the field lists of their guide.
enum R6xDocument {
    static let prm = "30001234567890"

    static func document(_ flow: String, _ measures: String...) -> String {
        """
        {"header": {"siDemandeur": "SGE", "codeFlux": "\(flow)", "idDemande": "M0123456", "format": "JSON"},
         "mesures": [\(measures.joined(separator: ",\n"))]}
        """
    }

    static func measure(prm: String = prm, _ quantities: String...) -> String {
        """
        {"idPrm": "\(prm)", "etapeMetier": "BRUT", "periode": {"dateDebut": "2024-01-01", "dateFin": "2024-12-31"},
         "grandeur": [\(quantities.joined(separator: ",\n"))]}
        """
    }

    static func quantity(
        of quantity: String = "PA", direction: String = "CONS", unit: String = "W", _ points: [String]
    ) -> String {
        """
        {"grandeurMetier": "\(direction)", "grandeurPhysique": "\(quantity)", "unite": "\(unit)", "points": [
        \(points.joined(separator: ",\n"))]}
        """
    }

    /// A point of a curve; `value` and `codes` are JSON text: `"476"`, `476`; `"iv": 1`.
    static func point(
        _ stamp: String, _ value: String = #""476""#, step: String = "PT30M", nature: String = "B", codes: String = ""
    ) -> String {
        let tail = codes.isEmpty ? "" : ", \(codes)"
        return #"{"v": \#(value), "d": "\#(stamp)", "p": "\#(step)", "n": "\#(nature)"\#(tail)}"#
    }

    /// A figure of a date.
    static func figure(_ date: String, _ value: String) -> String { #"{"v": \#(value), "d": "\#(date)"}"# }

    /// A curve of one point.
    static func curve(_ points: String...) -> String { document("R63", measure(quantity(points))) }

    /// The zone-less local stamps of the intervals of a day, at their start or their end.
    static func stamps(of day: CivilDay, step: Step, atEnd: Bool) -> [String] {
        (0..<step.count(in: day)).map { index in
            let instant = day.start.advanced(minutes: (index + (atEnd ? 1 : 0)) * step.minutes)
            return String(instant.parisText.prefix(19).map { $0 == "T" ? " " : $0 })
        }
    }
}
