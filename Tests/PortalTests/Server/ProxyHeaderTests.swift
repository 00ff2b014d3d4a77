import NIOCore
import NIOEmbedded
import TestKit
import Testing

@testable import Web

/// The header of the PROXY protocol: an exact reader, and the handler before TLS.
struct ProxyHeaderTests {
    private static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10]

    /// A header of version 2.
    private static func binary(
        _ command: UInt8 = 0x21, _ family: UInt8 = 0x11,
        _ addresses: [UInt8] = [198, 51, 100, 1, 192, 0, 2, 1, 1, 2, 3, 4],
        more: [UInt8] = []
    ) -> [UInt8] {
        let length = addresses.count + more.count
        return signature + [command, family, UInt8(length >> 8), UInt8(length & 255)] + addresses + more
    }

    private static let ipv6: [UInt8] =
        [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1] + [UInt8](repeating: 7, count: 20)

    /// Good ones, and whom they name.
    private static let good: [([UInt8], String?)] = [
        (Array("PROXY TCP4 198.51.100.1 192.0.2.1 56324 443\r\n".utf8), "198.51.100.1"),
        (Array("PROXY TCP6 2001:db8::1 2001:db8::2 0 65535\r\n".utf8), "20010db800000000/64"),
        (Array("PROXY UNKNOWN\r\n".utf8), nil), (Array("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n".utf8), nil),
        (binary(), "198.51.100.1"), (binary(0x21, 0x21, ipv6), "20010db800000000/64"),
        (binary(more: [0x04, 0, 3, 1, 2, 3]), "198.51.100.1"), (binary(0x20, 0x00, []), nil),
        (binary(0x20, 0x11), nil), (binary(0x21, 0x00, []), nil),
        (binary(0x21, 0x31, [UInt8](repeating: 0, count: 216)), nil),
    ]

    @Test(arguments: good.indices)
    func `A good header is read, with its length and no byte more, wherever the network cuts it`(number: Int) {
        let (bytes, source) = Self.good[number]
        for rest in [[], Array("GET / HTTP/1.1".utf8), bytes] {
            guard case .whole(let header) = ProxyHeader.read(bytes + rest) else {
                Issue.record("\(bytes) is refused")
                return
            }
            #expect(header.length == bytes.count && header.source?.limitKey == source)
        }
        for cut in 0..<bytes.count { #expect(ProxyHeader.read(bytes[..<cut]) == .incomplete) }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\n", "PROXY TCP4 198.51.100.1 192.0.2.1 56324\r\n", "PROXY  TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
        "PROXY TCP4 198.51.100.256 192.0.2.1 1 2\r\n", "PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n",
        "PROXY TCP6 198.51.100.1 192.0.2.1 1 2\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 +1 2\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n", "PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\rX", "proxy TCP4 1.2.3.4 1.2.3.4 1 2\r\n", "PROXY \r\n", "\u{16}\u{3}\u{1}",
    ])
    func `What is no header of version 1 is refused`(text: String) {
        #expect(ProxyHeader.read(Array(text.utf8)) == .refused)
    }

    @Test func `What is no header of version 2, or is without end, is refused`() {
        let hostile = [
            Self.binary(0x11), Self.binary(0x22), Self.binary(0x2F), Self.binary(0x21, 0x12), Self.binary(0x21, 0x41),
            Self.binary(0x21, 0x11, [1, 2, 3, 4]), Self.binary(0x21, 0x21), Self.signature + [0x21, 0x11, 0xFF, 0xFF],
            Array("PROXY UNKNOWN ".utf8) + [UInt8](repeating: 65, count: 200),
        ]
        for bytes in hostile { #expect(ProxyHeader.read(bytes) == .refused, "\(bytes)") }
    }

    @Test(arguments: 1...50)
    func `Random and damaged bytes end nothing, and never read beyond what came`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            var bytes = Self.good.randomElement(using: &random)!.0
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
            if case .whole(let header) = ProxyHeader.read(bytes) { #expect(header.length <= bytes.count) }
            let noise = (0..<Int.random(in: 1...300, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect(ProxyHeader.read(Self.signature.dropLast() + [0] + noise) == .refused)
        }
    }

    // MARK: The handler

    private let sources = ConnectionSources()

    private let shares = ConnectionShares(most: 2)

    private func channel(from peer: String = "10.0.0.7") throws -> EmbeddedChannel {
        let proxies = try TrustedProxies(["10.0.0.0/8"], header: .proxyProtocol)
        let channel = EmbeddedChannel(handler: ProxyProtocolHandler(proxies, sources, shares))
        try channel.connect(to: SocketAddress(ipAddress: peer, port: 1)).wait()
        channel.remoteAddress = try SocketAddress(ipAddress: peer, port: 1)
        return channel
    }

    @Test func `The handler takes the header off byte by byte, and passes on the rest alone`() throws {
        let channel = try channel()
        for byte in Self.binary() {
            #expect(try channel.writeInbound(ByteBuffer(bytes: [byte])).isEmpty)
        }
        #expect(sources[ObjectIdentifier(channel)]?.limitKey == "198.51.100.1")
        try channel.writeInbound(ByteBuffer(string: "PROXY is only text now"))
        #expect(try channel.readInbound(as: ByteBuffer.self) == ByteBuffer(string: "PROXY is only text now"))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(channel.isActive)
    }

    @Test func `A header and what follows in one piece are taken apart`() throws {
        let channel = try channel()
        try channel.writeInbound(ByteBuffer(string: "PROXY UNKNOWN\r\nGET /"))
        #expect(try channel.readInbound(as: ByteBuffer.self) == ByteBuffer(string: "GET /"))
        // Nobody else is named: the call is the balancer's own.
        #expect(sources[ObjectIdentifier(channel)]?.limitKey == "10.0.0.7")
    }

    @Test(arguments: [("203.0.113.9", "PROXY UNKNOWN\r\n"), ("10.0.0.7", "GET / HTTP/1.1\r\n")])
    func `Who is no trusted proxy, or says something else, is cut off and reaches nothing`(
        peer: String, said: String
    ) throws {
        let channel = try channel(from: peer)
        try channel.writeInbound(ByteBuffer(string: said + "GET / HTTP/1.1\r\n\r\n"))
        #expect(try channel.readInbound(as: ByteBuffer.self) == nil && !channel.isActive)
    }

    @Test func `A connection that brings no header within five seconds is closed`() throws {
        let channel = try channel()
        try channel.writeInbound(ByteBuffer(string: "PROXY "))
        channel.embeddedEventLoop.advanceTime(by: .seconds(4))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test func `A network that has its share of connections gets no more until one of them closes`() throws {
        let channels = try (0..<3).map { _ in try channel() }
        for channel in channels { try channel.writeInbound(ByteBuffer(bytes: Self.binary())) }
        #expect(channels.map(\.isActive) == [true, true, false])
        _ = try channels[0].finish()
        let next = try channel()
        try next.writeInbound(ByteBuffer(bytes: Self.binary()))
        #expect(next.isActive)
    }

    @Test func `A server that hears balancers must know them`() {
        #expect(throws: PortalFault.self) { try TrustedProxies([], header: .proxyProtocol) }
    }
}
