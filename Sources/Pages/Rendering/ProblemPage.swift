import Access
import HTTPTypes
import Web

/// A problem as a page.
struct ProblemPage: Page {
    static let template = Template.problem
    let title: String
    let detail: String
    /// The identifier of the request, where the fault is ours.
    let request: String?
}

extension RefusalFormat {
    /// Pages for browsers; other callers of people's addresses get JSON (RFC 9457). Who is asked to sign in comes back
    /// to where they were.
    static let pages = RefusalFormat { problem, request in
        guard request.head.headerFields[.accept]?.contains("text/html") ?? false else {
            return RefusalFormat.problems.answer(problem, request)
        }
        let address = request.head.path ?? "/"
        if problem.code == Problem.notSignedIn.code, request.head.method == .get { return SignIn.first(then: address) }
        return ProblemPage.answer(problem, to: request, at: address)
    }
}

extension ProblemPage {
    fileprivate static func answer(_ problem: Problem, to request: RefusedRequest, at address: String) -> Answer {
        let query = FormEncoding.pairs(address.drop { $0 != "?" }.dropFirst()) ?? []
        let frame = Frame(
            request.head.headerFields, address, Query(query), caller: request.caller, at: request.tenant)
        let page = ProblemPage(
            title: problem.title.shown(in: frame.language), detail: problem.detail.shown(in: frame.language),
            request: problem.status.code >= 500 ? request.id : nil)
        var answer = page.answer(in: frame, problem.status)
        for field in problem.fields { answer.fields[field.name] = field.value }
        return answer
    }
}
