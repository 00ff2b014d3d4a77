import Access
import HTTPTypes
import TestKit
import Testing

@testable import Web

/// Something that an endpoint must refuse, with which status and code.
struct OAuthRefusal: Sendable, CustomTestStringConvertible {
    let name: String
    let status: Int
    let code: String
    /// Whether it moves the clock or fills a limit: then it has a server of its own.
    let isAlone: Bool
    let attempt: @Sendable (FrontDesk) async throws -> Reply

    init(
        _ name: String, _ status: Int, _ code: String, alone: Bool = false,
        _ attempt: @escaping @Sendable (FrontDesk) async throws -> Reply
    ) {
        isAlone = alone
        self.name = name
        self.status = status
        self.code = code
        self.attempt = attempt
    }

    var testDescription: String { name }

    /// RFC 6749 §5.2: status, code and words; nothing kept; 401 says how to authenticate.
    func check() async throws {
        let reply = try await attempt(isAlone ? FrontDesk() : FrontDesk.shared.get())
        #expect(reply.status == status, "\(reply.text)")
        #expect(reply["error"] == code, "\(reply.text)")
        #expect(!reply["error_description"].isEmpty)
        #expect(reply.fields[.cacheControl] == "no-store")
        #expect(reply.fields[.contentType] == "application/json")
        #expect((reply.fields[.wwwAuthenticate] != nil) == (status == 401))
    }
}
