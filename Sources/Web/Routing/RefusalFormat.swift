import Access
package import HTTPTypes

/// How a chapter writes why a request is not answered.
package struct RefusalFormat: Sendable {
    package let answer: @Sendable (Problem, RefusedRequest) -> Answer

    package init(_ answer: @escaping @Sendable (Problem, RefusedRequest) -> Answer) { self.answer = answer }

    /// `application/problem+json` (RFC 9457).
    package static let problems = RefusalFormat { problem, request in
        problem.answer(Language(request.head.headerFields[.acceptLanguage]), request: request.id)
    }
}

/// A request that is not answered, as far as it came.
package struct RefusedRequest: Sendable {
    package let head: HTTPRequest
    package let id: String
    /// Nil where the request names no host of ours.
    package let tenant: Tenant?
    package let caller: Caller
}
