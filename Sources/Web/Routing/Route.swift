package import Access
package import HTTPTypes

/// An HTTP route: method, path template, audience, what it takes and gives, handler.
///
/// A route without an audience cannot be written. The tests walk the list of routes with every role, and hold the
/// contract of the API to it.
package struct Route: Sendable {
    package let method: HTTPRequest.Method
    /// The template of the path, as the OpenAPI file writes it: `/api/v1/metering-points/{point}`.
    package let path: String
    package let audience: RouteAudience
    package let body: BodyRule
    /// The parameters of the query; nil: any. Others are refused, so that a misspelt filter never answers with
    /// everything.
    package let query: [Parameter]?
    /// The fields of the head that it reads beside those that every route does.
    package let headers: [HTTPField.Name]
    package let reply: RouteReply
    /// Which threads it may hold up.
    package let work: Work
    /// What the tenant has to be allowed to do; nil where everybody may.
    fileprivate(set) var activity: OperatorActivity?
    package let answer: @Sendable (Call) throws -> Answer

    package var rate: RateClass { reply.caching == .open ? .open : .calls }

    /// How long its handler may wait, which decides its threads.
    package enum Work: Sendable {
        /// Microseconds to milliseconds: a store is asked.
        case ordinary
        /// Keys are derived from passwords: on threads of their own, so that a flood of logins holds up nobody else.
        case slow
    }

    package init(
        _ method: HTTPRequest.Method, _ path: String, for audience: RouteAudience, body: BodyRule = .none,
        query: [Parameter]? = nil, headers: [HTTPField.Name] = [], reply: RouteReply = .page, work: Work = .ordinary,
        _ answer: @escaping @Sendable (Call) throws -> Answer
    ) {
        self.method = method
        self.path = path
        self.audience = audience
        self.body = body
        self.query = query
        self.headers = headers
        self.reply = reply
        self.work = work
        self.answer = answer
    }
}

extension [Route] {
    /// The same, for tenants alone whose kind may do something.
    package func needing(_ activity: OperatorActivity) -> [Route] {
        map { route in
            var route = route
            route.activity = activity
            return route
        }
    }
}

/// What a route takes as a body. All others are refused before they are read.
package enum BodyRule: Hashable, Sendable {
    case none
    /// At most so many bytes, in memory.
    case bytes(atMost: Int)
    /// At most so many bytes, written to a file as they come.
    case file(atMost: Int)

    package static let form = BodyRule.bytes(atMost: 64 << 10)
    package static let json = BodyRule.bytes(atMost: 256 << 10)

    /// 4 GiB.
    package static let largestUpload = 4 << 30
}
