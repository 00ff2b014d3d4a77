package import Disclosure
package import Metering
package import Store

extension MemoryReleases {
    private static let released = #"{"release""#
    private static let held = #"{"suppression""#

    package func hasJudged(_ request: FigureRequest, under policy: Policy) -> Bool {
        var whole = request
        whole.sector = nil
        let key = Key(whole, under: policy)
        return current.rows.map { Key($0) }.contains { row in
            (row.policy, row.set, row.usage, row.period) == (key.policy, key.set, key.usage, key.period)
                && (row.figure == key.figure || row.figure.hasPrefix(key.figure + " "))
        }
    }

    package func lastRelease(of request: FigureRequest, under policy: Policy) -> LastRelease? {
        let key = Key(request, under: policy)
        let last = current.rows.last { Key($0) == key && $0.verdict.hasPrefix(MemoryReleases.released) }
        return last.map {
            LastRelease(
                number: $0.number, inputs: $0.inputs, latest: $0.revisions.last ?? Revision(0), verdict: $0.verdict)
        }
    }

    package func curvesThatLeft() -> [CurveRelease] {
        let state = current
        var known: Set<CurveRelease> = []
        return state.rows.filter { $0.verdict.hasPrefix(MemoryReleases.released) }.compactMap { row in
            let (day, parts) = (row.period.lowerBound, row.figure.split(separator: " ").map(String.init))
            guard parts.count > 2, FigureStep(rawValue: parts[2])?.curveStep != nil,
                let carrier = Carrier(rawValue: parts[0]), let direction = Direction(rawValue: parts[1])
            else { return nil }
            let kind = EnergyKind(carrier: carrier, direction: direction)
            let panel = state.guarded.panels(of: kind, on: day)[row.set] ?? Panel([])
            return CurveRelease(set: row.set, kind: kind, day: day, panel: panel)
        }.filter { known.insert($0).inserted }
    }

    package func figuresThatLeft(on day: CivilDay) -> Set<FigureName> {
        Set(
            current.rows.filter { $0.period == day...day && $0.verdict.hasPrefix(MemoryReleases.released) }
                .compactMap { row in
                    Visibility(rawValue: row.usage).map {
                        FigureName(policy: row.policyID, set: row.set, visibility: $0, figure: row.figure)
                    }
                })
    }

    package func lastEdition(ofDocument name: String, policy: String, day: CivilDay) -> Int? {
        current.documents.last { ($0.name, $0.policy, $0.day) == (name, policy, day) }?.edition
    }

    package func figure(_ number: Int64) -> RecordedFigure? { current.rows.first { $0.number == number } }

    package func list(
        of visibility: Visibility, sets: [String]?, on day: CivilDay?, held: Bool, before number: Int64?, limit: Int
    ) -> [RecordedFigure] {
        let found = current.rows.reversed().filter { row in
            row.usage == visibility.rawValue && row.number < number ?? .max && sets?.contains(row.set) ?? true
                && day.map { row.period.contains($0) } ?? true && row.verdict.hasPrefix(MemoryReleases.held) == held
        }
        return Array(found.prefix(limit))
    }

    package func latest(ofSet set: String, on day: CivilDay) -> [RecordedFigure] {
        let rows = current.rows
        return rows.filter { row in
            row.set == set && row.period.contains(day)
                && rows.last { Key($0) == Key(row) }?.number == row.number
        }
    }

    package func editions(before figure: RecordedFigure) -> [RecordedFigure] {
        current.rows.filter { Key($0) == Key(figure) && $0.edition < figure.edition }
    }
}
