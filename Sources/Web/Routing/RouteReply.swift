package import HTTPTypes

/// What a route gives to whom it lets in: the statuses and media types of its answers, and who may keep them.
package struct RouteReply: Hashable, Sendable {
    package let statuses: [HTTPResponse.Status]
    package let types: [String]
    package let caching: Caching

    package init(_ types: [String], _ statuses: [HTTPResponse.Status] = [.ok], caching: Caching = .none) {
        self.statuses = statuses
        self.types = types
        self.caching = caching
    }

    /// A page, or the way to another one.
    package static let page = RouteReply(["text/html"], [.ok, .seeOther, .unprocessableContent])
    /// A document about somebody.
    package static let document = RouteReply(["application/json"], caching: .own)
    /// A document about what the caller just did.
    package static let outcome = RouteReply(["application/json"])
    /// What the caller made, with its address; or what will be made, with the address of its job.
    package static let made = RouteReply(["application/json"], [.created])
    package static let accepted = RouteReply(["application/json"], [.accepted])
    /// A document for everybody.
    package static let open = RouteReply(["application/json"], caching: .open)

    /// Who may keep an answer (RFC 9111).
    package enum Caching: Hashable, Sendable {
        /// Nobody.
        case none
        /// The client it was for, asking each time whether it is still so; a browser in which somebody is signed in
        /// keeps nothing (ASVS 5.0, 14.3.2).
        case own
        /// Anybody, for a minute: figures, documents and questions that everybody may read.
        case open
    }
}

/// What a route takes in its query.
package struct Parameter: Hashable, Sendable, ExpressibleByStringLiteral {
    package let name: String
    package let isRequired: Bool

    package init(stringLiteral name: String) {
        self.init(name, isRequired: false)
    }

    private init(_ name: String, isRequired: Bool) {
        self.name = name
        self.isRequired = isRequired
    }

    package static func required(_ name: String) -> Parameter { Parameter(name, isRequired: true) }
}

/// Whose calls are counted together, and how many a minute they may be.
package enum RateClass: String, CaseIterable, Hashable, Sendable {
    case calls
    /// Of what is open to all: fetching it costs nobody their calls.
    case open
}
