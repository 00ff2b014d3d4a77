import Access
import Disclosure
import HTTPTypes
import Metering
import Store

@testable import Pages
@testable import Web

/// What was judged of a public set: the last edition of each figure whose period holds a day.
enum OpenFigures {
    /// As if it stood among people's pages, where its list joins `Pages.routes`.
    static let chapter = Chapter(at: ["/"], routes, authenticator: .sessions, refusals: .pages)

    static let routes = [
        Route(.get, "/open/{set}/{day}", for: .everyone) { call in
            guard let day = CivilDay(parameter: call.parameter("day")) else { throw Problem.notFound }
            let figures = try call.tenant.releases.latest(ofSet: call.parameter("set"), on: day)
                .filter { $0.usage == Visibility.public.rawValue }
            guard !figures.isEmpty else { throw Problem.notFound }
            let text: (BilingualText) -> String = { $0.shown(in: call.language) }
            return TablePage(
                title: call.parameter("set"),
                introduction: text(
                    BilingualText(
                        french: "Les sommes publiées du \(day) ; une somme retenue n'a pas de valeur.",
                        english: "The sums published of \(day); one that is held back has no value.")),
                headings: [BilingualText(french: "Chiffre", english: "Figure"), value].map(text),
                rows: try figures.map(row)
            ).answer(call)
        }
    ]

    private static let value = BilingualText(french: "Valeur (Wh ou l)", english: "Value (Wh or l)")

    private static func row(_ figure: RecordedFigure) throws -> TablePage.Row {
        var value = ""
        if case .released(let released) = try figure.outcome { value = released.sum.map(String.init) ?? "" }
        return TablePage.Row(cells: [figure.figure, value])
    }
}
