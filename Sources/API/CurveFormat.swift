import Exchange
import HTTPTypes
import Web

/// JSON, CSV or Green Button, by `format`, else by `Accept`.
enum CurveFormat: String {
    case json, csv, espi

    init(_ call: Call) throws(Problem) {
        let asked = try call.query.value("format", like: "json, csv or espi", CurveFormat.init(rawValue:))
        let accept = call.headers[.accept] ?? ""
        self =
            asked
            ?? (accept.hasPrefix("text/csv") ? .csv : accept.hasPrefix("application/atom+xml") ? .espi : .json)
    }

    var type: String {
        switch self {
        case .json: "application/json"
        case .csv: "text/csv; charset=utf-8"
        case .espi: AtomFeed.mediaType
        }
    }

    /// The name of the file that a browser keeps (ASVS 5.0, 5.4.1): ours, with nobody's point in it. Nil for what
    /// programs read.
    var disposition: String? {
        switch self {
        case .json: nil
        case .csv: "attachment; filename=\"curve.csv\""
        case .espi: "attachment; filename=\"curve.xml\""
        }
    }
}
