import Access
import HTTPTypes

/// A problem as a page, for browsers; other callers get JSON (RFC 9457).
enum ProblemPage {
    static func answer(
        _ problem: Problem, to request: HTTPRequest, id: String, of appearance: TenantAppearance
    ) -> Answer {
        let address = request.path ?? "/"
        let isBrowser = (request.headerFields[.accept] ?? "").contains("text/html") && !address.hasPrefix("/api/")
        guard isBrowser else { return problem.answer(Language(request.headerFields[.acceptLanguage]), request: id) }
        if problem.code == Problem.notSignedIn.code, request.method == .get { return SignIn.first(then: address) }
        let query = FormEncoding.pairs(address.drop { $0 != "?" }.dropFirst()) ?? []
        let frame = LayoutContext(request.headerFields, address, Query(query), session: nil, of: appearance)
        let content: [String: Any?] = [
            "title": problem.title.in(frame.language), "detail": problem.detail.in(frame.language), "request": id,
            "isOurs": problem.status.code >= 500,
        ]
        var answer = Page.answer("problem", content, in: frame, problem.status)
        for field in problem.fields { answer.fields[field.name] = field.value }
        return answer
    }
}
