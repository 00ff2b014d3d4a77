import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Synchronization
import Testing

@testable import Web

@Suite("The webhook client")
struct HTTPWebhookClientTests {
    /// A third party's server on this machine, and what it received.
    private final class Receiver: Sendable {
        struct Message {
            let type: String?
            let body: String
        }

        private let kept = Mutex<[Message]>([])
        /// Ends the silence of `/silent`.
        let silence = AsyncStream.makeStream(of: Void.self)
        var messages: [Message] { kept.withLock { $0 } }

        static func with(_ body: @escaping @Sendable (Receiver, Int) async throws -> Void) async throws {
            let receiver = Receiver()
            let router = Router()
            router.post("/notify") { request, _ in
                let bytes = try await request.body.collect(upTo: 1 << 20)
                let message = Message(type: request.headers[.contentType], body: String(buffer: bytes))
                receiver.kept.withLock { $0.append(message) }
                return HTTPResponse.Status.noContent
            }
            router.post("/moved") { _, _ in
                Response(status: .temporaryRedirect, headers: [.location: "/notify"])
            }
            router.post("/broken") { _, _ in HTTPResponse.Status.internalServerError }
            router.post("/endless") { _, _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        while true { try await writer.write(ByteBuffer(repeating: 0x20, count: 1 << 16)) }
                    })
            }
            router.post("/silent") { _, _ in
                for await _ in receiver.silence.stream {}
                return HTTPResponse.Status.ok
            }
            try await Application(router: router).test(.live) { client in
                try await body(receiver, #require(client.port))
            }
        }
    }

    @Test("posts XML once, and gives the status", arguments: ["127.0.0.1", "localhost"])
    func posting(host: String) async throws {
        try await Receiver.with { receiver, port in
            let webhooks = HTTPWebhookClient(reach: .loopback, seconds: 300)
            let status = try await webhooks.post(Array("<a/>".utf8), to: "http://\(host):\(port)/notify")
            #expect(status == 204)
            #expect(receiver.messages.map(\.body) == ["<a/>"])
            #expect(receiver.messages.first?.type == "application/xml; charset=utf-8")
        }
    }

    @Test("follows no redirect, reads no endless answer, and waits for nobody long")
    func bounds() async throws {
        try await Receiver.with { receiver, port in
            let webhooks = HTTPWebhookClient(reach: .loopback, seconds: 300)
            for (path, expected) in [("moved", 307), ("broken", 500), ("endless", 200)] {
                let status = try await webhooks.post([], to: "http://127.0.0.1:\(port)/\(path)")
                #expect(status == expected, "\(path)")
            }
            await #expect(throws: (any Error).self) {
                try await HTTPWebhookClient(reach: .loopback, seconds: 1).post(
                    [], to: "http://127.0.0.1:\(port)/silent")
            }
            receiver.silence.continuation.finish()
            #expect(receiver.messages.isEmpty)
        }
    }

    @Test("calls no address of this machine or a private network unless it may, and none in clear elsewhere")
    func reach() async throws {
        try await Receiver.with { receiver, port in
            for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.1", "2130706433", "0.0.0.0"] {
                for reach in [AddressReach.public, .private] {
                    await #expect(throws: (any Error).self, "\(host) in \(reach)") {
                        try await HTTPWebhookClient(reach: reach).post([], to: "http://\(host):\(port)/notify")
                    }
                }
            }
            await #expect(throws: WebhookFault.outOfReach) {
                try await HTTPWebhookClient(reach: .loopback).post([], to: "https://169.254.169.254/latest")
            }
            await #expect(throws: WebhookFault.notSecure) {
                try await HTTPWebhookClient(reach: .private).post([], to: "http://10.0.0.1/notify")
            }
            #expect(receiver.messages.isEmpty)
        }
    }

    @Test(
        "reaches what the registries of addresses say",
        arguments: [
            ("93.184.215.14", AddressReach.public), ("2606:2800:21f:cb07::1", .public), ("172.32.0.1", .public),
            ("10.1.2.3", .private), ("172.16.0.1", .private), ("172.31.255.255", .private), ("192.168.1.1", .private),
            ("100.64.0.1", .private), ("fd00::1", .private), ("::ffff:10.0.0.1", .private),
            ("127.0.0.1", .loopback), ("127.255.255.254", .loopback), ("::1", .loopback),
            ("::ffff:127.0.0.1", .loopback),
            ("0.0.0.0", nil), ("169.254.169.254", nil), ("192.0.0.8", nil), ("192.0.2.1", nil), ("198.18.0.1", nil),
            ("198.51.100.1", nil), ("203.0.113.1", nil), ("224.0.0.1", nil), ("255.255.255.255", nil), ("::", nil),
            ("fe80::1", nil), ("ff02::1", nil), ("64:ff9b::a00:1", nil), ("2001::1", nil), ("2001:db8::1", nil),
            ("2002:a00:1::1", nil), ("3fff::1", nil), ("::ffff:169.254.169.254", nil),
        ])
    func addresses(address: String, least: AddressReach?) throws {
        let address = try SocketAddress(ipAddress: address, port: 443)
        let order: [AddressReach] = [.public, .private, .loopback]
        let first = least.flatMap(order.firstIndex(of:)) ?? order.count
        #expect(order.map { $0.admits(address) } == order.indices.map { $0 >= first })
    }

    @Test(
        "takes an address apart as it is put together again",
        arguments: [
            ("https://Third.example/notify?a=b", "https://third.example:443/notify?a=b"),
            ("https://third.example", "https://third.example:443/"),
            ("http://[::1]:8080/x", "http://[::1]:8080/x"),
            ("https://user@third.example/", nil), ("https://a:b@third.example/", nil), ("ftp://third.example/", nil),
            ("https://third.example/#a", nil), ("//third.example/", nil), ("https:///notify", nil), ("", nil),
            ("https://third.example:0/", nil), ("https://third.example:99999/", nil), ("https://a b/", nil),
            ("https://third_party.example\\@10.0.0.1/", nil), ("https://%31%30.0.0.1/", nil),
            ("https://třetí.example/", nil),
        ])
    func places(text: String, url: String?) {
        #expect(WebhookURL(text)?.url == url)
    }
}
