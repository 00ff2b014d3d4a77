import Access
import HTTPTypes
import Web

extension RefusalFormat {
    /// Pages for browsers; other callers of people's addresses get JSON (RFC 9457).
    static let pages = RefusalFormat { problem, request in
        guard request.head.headerFields[.accept]?.contains("text/html") ?? false else {
            return RefusalFormat.problems.answer(problem, request)
        }
        return ProblemPage.answer(problem, to: request)
    }
}

/// A problem as a page. Who is asked to sign in comes back to where they were.
enum ProblemPage {
    static func answer(_ problem: Problem, to request: RefusedRequest) -> Answer {
        let address = request.head.path ?? "/"
        if problem.code == Problem.notSignedIn.code, request.head.method == .get { return SignIn.first(then: address) }
        let query = FormEncoding.pairs(address.drop { $0 != "?" }.dropFirst()) ?? []
        // A host that no tenant has is answered without any tenant's name.
        let frame = LayoutContext(
            request.head.headerFields, address, Query(query), session: session(of: request.caller),
            of: request.tenant?.appearance ?? .undescribed)
        let content: [String: Any?] = [
            "title": problem.title.in(frame.language), "detail": problem.detail.in(frame.language),
            "request": request.id, "isOurs": problem.status.code >= 500,
        ]
        var answer = Page.answer("problem", content, in: frame, problem.status)
        for field in problem.fields { answer.fields[field.name] = field.value }
        return answer
    }

    private static func session(of caller: Caller) -> Secret? {
        if case .person(_, let secret) = caller { secret } else { nil }
    }
}
