import Access
import CDeflate
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Synchronization
import TestKit
import Testing

@testable import Web

@Suite(.fewAtOnce) struct OpenAnswerTests {
    /// How often a route was asked.
    private final class Counted: Sendable {
        private let kept = Mutex(0)
        var count: Int { kept.withLock { $0 } }
        func next() -> Int {
            kept.withLock {
                $0 += 1
                return $0
            }
        }
    }

    private static let text = String(repeating: "figures for everybody, ", count: 100)

    private func asking(
        seconds: Int, _ body: @escaping @Sendable (any TestClientProtocol, Counted) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let place = try Place("grid", FrontDesk.origin, folder, .random(), false)
        var limits = Portal.Limits.few
        limits.openAnswerSeconds = seconds
        let counted = Counted()
        let route = Route(.get, "/open", for: .everyone, query: ["n"], reply: .open) { call in
            Answer(text: Self.text + "\(counted.next())", type: "application/json")
        }
        let chapter = Chapter(
            at: ["/open"], [route], authenticator: .sessionsAndTokens, refusals: .problems)
        let portal = Portal(
            try Tenants([place.tenant]), [chapter], limits: limits,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: { Neighbourhood.start })
        try await Application(router: portal.router()).test(.router) { try await body($0, counted) }
        try await portal.stop()
    }

    @Test func `what is open is made once, and given to whoever asks meanwhile`() async throws {
        try await asking(seconds: 600) { client, counted in
            for _ in 0..<20 {
                let reply = try await client.execute(uri: "/open", method: .get)
                #expect(reply.status == .ok && reply.text == Self.text + "1")
                #expect(reply.headers[.cacheControl] == "public, max-age=60")
                #expect(reply.headers[.rateLimitPolicy] == "\"open\";q=6000;w=60")
                #expect(reply.headers[values: .rateLimit].count == 1)
            }
            let other = try await client.execute(uri: "/open?n=2", method: .get)
            let unknown = try await client.execute(uri: "/open?m=2", method: .get)
            #expect(other.text == Self.text + "2" && unknown.status == .badRequest)
            #expect(counted.count == 2)
        }
    }

    @Test func `an answer whose time is over is made anew`() async throws {
        try await asking(seconds: 0) { client, counted in
            for number in 1...3 {
                let reply = try await client.execute(uri: "/open", method: .get)
                #expect(reply.text == Self.text + "\(number)")
            }
            #expect(counted.count == 3)
        }
    }

    @Test func `a token that is none is refused, whatever is in memory`() async throws {
        try await asking(seconds: 600) { client, _ in
            let first = try await client.execute(uri: "/open", method: .get)
            let bearer: HTTPFields = [.authorization: "Bearer none"]
            let second = try await client.execute(uri: "/open", method: .get, headers: bearer)
            #expect(first.status == .ok && second.status == .unauthorized)
        }
    }

    @Test(arguments: [("gzip", true), ("br, gzip;q=0.5", true), ("", false), ("gzip;q=0", false), ("br", false)])
    func `it is compressed for whoever takes that, with a tag of its own`(accepted: String, isPacked: Bool) async throws
    {
        try await asking(seconds: 600) { client, _ in
            let encoding: HTTPFields = accepted.isEmpty ? [:] : [.acceptEncoding: accepted]
            let reply = try await client.execute(uri: "/open", method: .get, headers: encoding)
            #expect(reply.headers[.contentEncoding] == (isPacked ? "gzip" : nil))
            #expect(reply.headers[.vary] == "Accept-Encoding")
            let tag = try #require(reply.headers[.eTag])
            #expect(tag.hasSuffix("-gzip\"") == isPacked)
            #expect((reply.body.readableBytes < 500) == isPacked)
            let text = try isPacked ? unpacked(reply.body) : reply.text
            #expect(text == Self.text + "1")
            var fields = encoding
            fields[.ifNoneMatch] = "\"other\", \(tag)"
            let again = try await client.execute(uri: "/open", method: .get, headers: fields)
            #expect(again.status == .notModified && again.body.readableBytes == 0)
            #expect(again.headers[.eTag] == tag)
        }
    }

    private func unpacked(_ bytes: ByteBuffer) throws -> String {
        let decompressor = try #require(libdeflate_alloc_decompressor())
        defer { libdeflate_free_decompressor(decompressor) }
        let (packed, most) = (Array(bytes.readableBytesView), 1 << 20)
        var size = 0
        let plain = [UInt8](unsafeUninitializedCapacity: most) { target, count in
            let result = libdeflate_gzip_decompress(
                decompressor, packed, packed.count, target.baseAddress, most, &size)
            count = result == LIBDEFLATE_SUCCESS ? size : 0
        }
        return String(decoding: plain, as: UTF8.self)
    }

    @Test func `where new addresses fill the memory, it begins again`() throws {
        let answers = OpenAnswers(lifetime: .seconds(600), most: 10_000)
        let answer = try #require(
            OpenAnswer(
                Answer(.ok, fields: [.eTag: "\"1\""], body: .bytes([UInt8](repeating: 1, count: 100)))))
        let questions = (0..<100).map { OpenAnswers.Question(tenant: TenantID("grid"), address: "/\($0)", type: "") }
        for question in questions { answers.keep(answer, to: question, now: .now) }
        let kept = questions.count { answers.answer(to: $0, now: .now) != nil }
        #expect((1...8).contains(kept))
    }

    @Test func `while one makes an answer anew, the others get the former one`() throws {
        let answers = OpenAnswers(lifetime: .seconds(10))
        let answer = try #require(OpenAnswer(Answer(.ok, fields: [.eTag: "\"1\""], body: .bytes([1]))))
        let question = OpenAnswers.Question(tenant: TenantID("grid"), address: "/", type: "")
        let start = ContinuousClock.now
        answers.keep(answer, to: question, now: start)
        #expect(answers.answer(to: question, now: start + .seconds(9)) != nil)
        #expect(answers.answer(to: question, now: start + .seconds(11)) == nil)
        #expect(answers.answer(to: question, now: start + .seconds(12)) != nil)
        #expect(answers.answer(to: question, now: start + .seconds(21)) == nil)
    }
}
