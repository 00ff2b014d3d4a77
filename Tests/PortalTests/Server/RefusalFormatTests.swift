import Access
import HTTPTypes
import Testing

@testable import Web

/// Each chapter says why in the words of its readers.
@Suite(.fewAtOnce) struct RefusalFormatTests {
    private static let browser: HTTPFields = [.accept: "text/html"]

    @Test(arguments: ["/api/v1/nothing", "/api", "/espi/1_1/nothing", "/api/v1/me", "/espi/1_1/resource/Authorization"])
    func `programs read problems, whatever they accept`(path: String) async throws {
        let reply = try await FrontDesk.shared.get().send(.get, path, Self.browser)
        #expect([401, 404].contains(reply.status))
        #expect(reply.fields[.contentType] == "application/problem+json")
        #expect(!reply["type"].isEmpty)
    }

    @Test func `clients of OAuth read its errors, also those that came before an endpoint was asked`() async throws {
        let desk = try FrontDesk.shared.get()
        let large = String(repeating: "a", count: 65 << 10)
        let replies = [
            try await desk.send(.get, "/oauth/token", Self.browser),
            try await desk.send(.get, "/oauth/nothing", Self.browser),
            try await desk.send(
                .post, "/oauth/token", [.contentType: FrontDesk.form, .contentLength: "66560"], body: large),
        ]
        #expect(replies.map(\.status) == [405, 404, 413])
        #expect(replies.allSatisfy { $0.fields[.contentType] == "application/json" })
        #expect(replies.allSatisfy { $0["error"] == "invalid_request" && !$0["error_description"].isEmpty })
        #expect(replies[0].fields[.allow] == "POST")
        #expect(replies.allSatisfy { $0.fields[.cacheControl] == "no-store" })
    }

    @Test(arguments: ["/nothing", "/apiary", "/oauth/authorize?client_id=none", "/legal/privacy"])
    func `people read pages`(path: String) async throws {
        let reply = try await FrontDesk.shared.get().send(.get, path, Self.browser)
        #expect((400..<500).contains(reply.status), "\(reply.status)")
        #expect(reply.fields[.contentType] == "text/html; charset=utf-8")
    }

    @Test func `a page of an error knows who is signed in`() async throws {
        let desk = try FrontDesk.shared.get()
        let session = try desk.session()
        #expect(try await desk.page("/moving-out/none", session).text.contains("/logout"))
        #expect(try await !desk.page("/moving-out/none").text.contains("/logout"))
    }

    @Test func `a chapter looks at no other chapter's proof of who calls`() async throws {
        let desk = try FrontDesk.shared.get()
        let token = try await desk.tokens().access
        let bearer: HTTPFields = [.authorization: "Bearer \(token)"]
        #expect(try await desk.send(.get, "/api/v1/consents", bearer).status == 200)
        #expect(try await desk.send(.get, "/accesses", bearer).status == 401)
        let session: HTTPFields = [.cookie: "maille=\(try desk.session().text)"]
        #expect(try await desk.send(.get, "/api/v1/consents", session).status == 200)
        #expect(try await desk.send(.get, "/espi/1_1/resource/Authorization", session).status == 401)
    }
}
