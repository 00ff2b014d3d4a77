import Disclosure
import Metering
import Publication
import Store

/// The figures of one use as CSV: one line for a set's figure, one for each point or interval that it carries.
///
/// Separator `;`, UTF-8, LF. Empty where a form does not leave; `status` says why.
enum FigureCSV {
    static let header = """
        set;kind;carrier;direction;start;end;edition;status;point;contributing;expected;sum;unit;q1;median;q3;\
        power_w;measured;corrected;estimated;rule;reason;alternative;sector;motif;missing
        """

    /// What every line of a restricted document has besides: a line that is cut out of it still says whose it is.
    static let restrictedHeader = header + ";agreement;recipient;basis;terms"

    /// `agreements`: of a restricted document; nil of a public one.
    static func document(_ figures: [RecordedRelease], under agreements: [KeptAgreement]? = nil) -> String {
        let rest = agreements.map { ";" + restricted(by: $0).map(quoted).joined(separator: ";") } ?? ""
        let first = agreements == nil ? header : restrictedHeader
        return figures.reduce(into: first + "\n") { text, figure in
            for line in lines(of: figure) { text += line.text + rest + "\n" }
        }
    }

    private static func restricted(by agreements: [KeptAgreement]) -> [String] {
        [
            agreements.map { String($0.number) }, agreements.map(\.agreement.recipient),
            agreements.map(\.agreement.basis),
        ].map { $0.joined(separator: " / ") } + [RestrictedTerms.all.text]
    }

    private struct Line {
        var cells: [String]

        init(_ figure: RecordedRelease, status: String) {
            let request = figure.request
            cells = [
                request.setName.text, request.set.kind, request.carrier.rawValue, request.direction.rawValue,
                request.period.lowerBound.start.parisText, request.period.upperBound.end.parisText,
                String(figure.edition), status,
            ]
            cells += Array(repeating: "", count: 18)
            self[.sector] = request.sector?.rawValue ?? ""
        }

        subscript(column: Column) -> String {
            get { cells[column.rawValue] }
            set { cells[column.rawValue] = newValue }
        }

        var text: String { cells.map(FigureCSV.quoted).joined(separator: ";") }
    }

    private enum Column: Int {
        case start = 4, end
        case point = 8, contributing, expected, sum, unit, q1, median, q3, power, measured, corrected, estimated, rule
        case reason, alternative, sector, motif, missing
    }

    private static func lines(of figure: RecordedRelease) -> [Line] {
        switch figure.verdict {
        case .suppressed(let held):
            var line = Line(figure, status: held.partial == nil ? "suppressed" : "partial")
            line[.sum] = held.partial.map(String.init) ?? ""
            line[.unit] = held.partial == nil ? "" : figure.unit
            line[.rule] = held.rule ?? ""
            line[.reason] = held.reason.english
            line[.motif] = held.reason.french
            line[.alternative] = held.alternative.map { words(of: $0, besides: figure) } ?? ""
            return [line]
        case .released(let release):
            return [summary(figure, release)] + points(figure, release) + curve(figure, release)
        }
    }

    /// The set, and where it is another the period, as an interval of ISO 8601 with both days included; of single days
    /// that stand for a month, also their step and number.
    private static func words(of alternative: Alternative, besides figure: RecordedRelease) -> String {
        let period = alternative.firstDay...alternative.lastDay
        let days = alternative.singleDays.map { " P1D \($0)" }
        if days == nil, period == figure.request.period { return alternative.set.text }
        return "\(alternative.set.text) \(alternative.firstDay)/\(alternative.lastDay)\(days ?? "")"
    }

    private static func summary(_ figure: RecordedRelease, _ release: DisclosedFigure) -> Line {
        var line = Line(figure, status: "released")
        line[.contributing] = release.counts.contributing.text
        line[.expected] = release.counts.expected.text
        line[.sum] = release.sum.map(String.init) ?? ""
        line[.unit] = release.curve == nil ? figure.unit : ""
        line[.q1] = release.quartiles.map { String($0.first) } ?? ""
        line[.median] = release.quartiles.map { String($0.median) } ?? ""
        line[.q3] = release.quartiles.map { String($0.third) } ?? ""
        line[.measured] = quality(release.counts, \.measured, \.measured)
        line[.corrected] = quality(release.counts, \.corrected, \.corrected)
        line[.estimated] = quality(release.counts, \.estimated, \.estimated)
        line[.missing] = quality(release.counts, \.missing, \.missing)
        line[.rule] = release.rule
        return line
    }

    /// A count, or a share that ends in a percent sign; empty where neither leaves.
    private static func quality(
        _ counts: DisclosedCounts, _ count: KeyPath<QualityCounts, Int>, _ share: KeyPath<QualityShares, Band>
    ) -> String {
        counts.quality.map { String($0[keyPath: count]) } ?? counts.shares.map { $0[keyPath: share].text + "%" } ?? ""
    }

    private static func points(_ figure: RecordedRelease, _ release: DisclosedFigure) -> [Line] {
        (release.points ?? []).map { point in
            var line = Line(figure, status: "point")
            line[.point] = point.point.text
            line[.sum] = String(point.total)
            line[.unit] = figure.unit
            line[.reason] = point.quality
            return line
        }
    }

    private static func curve(_ figure: RecordedRelease, _ release: DisclosedFigure) -> [Line] {
        (release.curve ?? []).map { interval in
            var line = Line(figure, status: interval.value == nil ? "missing" : "interval")
            line[.start] = interval.start
            line[.end] = interval.end
            line[.power] = interval.value.map(String.init) ?? ""
            return line
        }
    }

    /// Quoted where the text would break the line; a leading sign that a spreadsheet would run is disarmed.
    private static func quoted(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@".contains($0) } ?? false
        let safe = isFormula && Int64(text) == nil ? "'" + text : text
        guard safe.contains(where: { $0 == ";" || $0 == "\"" || $0.isNewline }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
