import HTTPTypes
import Web

/// JSON or CSV, by `format`, else by `Accept`.
enum TextFormat: String {
    case json, csv

    init(_ call: Call) throws(Problem) {
        let asked = try call.query.value("format", like: "json or csv", TextFormat.init(rawValue:))
        self = asked ?? ((call.headers[.accept] ?? "").hasPrefix("text/csv") ? .csv : .json)
    }

    var type: String {
        switch self {
        case .json: "application/json"
        case .csv: "text/csv; charset=utf-8"
        }
    }

    /// The name of the file that a browser keeps (ASVS 5.0, 5.4.1); nil for what programs read.
    func disposition(_ stem: String) -> String? {
        switch self {
        case .json: nil
        case .csv: "attachment; filename=\"\(stem).csv\""
        }
    }
}
