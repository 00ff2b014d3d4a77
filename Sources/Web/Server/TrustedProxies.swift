import HTTPTypes

/// The proxies whose word on where a call came from is believed. What anybody else says of it is passed over.
package struct TrustedProxies: Sendable {
    private let ranges: [AddressRange]
    private let header: Header

    /// The one header that the proxies write. The other comes from the caller as it is, so it is never read.
    package enum Header: String, CaseIterable, Sendable {
        case xForwardedFor = "x-forwarded-for"
        /// RFC 7239.
        case forwarded
        /// None: each connection begins with who connected (`ProxyHeader`), below TLS.
        case proxyProtocol = "proxy-protocol"
    }

    package static let none = TrustedProxies(ranges: [], header: .xForwardedFor)

    private init(ranges: [AddressRange], header: Header) {
        self.ranges = ranges
        self.header = header
    }

    /// Addresses (`192.0.2.7`) and networks (`10.0.0.0/8`). Throws `PortalFault.configuration` for anything else.
    package init(_ addresses: [String], header: Header) throws(PortalFault) {
        var ranges: [AddressRange] = []
        for address in addresses {
            guard let range = AddressRange(address) else {
                throw .configuration("proxy.trusted has \(address): write addresses or networks, such as 10.0.0.0/8")
            }
            ranges.append(range)
        }
        if header == .proxyProtocol && ranges.isEmpty {
            throw .configuration(
                "proxy.header is proxy-protocol: name the balancers in proxy.trusted, nobody else is heard")
        }
        self.init(ranges: ranges, header: header)
    }

    /// Whether connections begin with the header of the PROXY protocol, all of them.
    var speakProxyProtocol: Bool { header == .proxyProtocol }

    func contains(_ address: SourceAddress) -> Bool { ranges.contains { $0.contains(address) } }

    /// Where a call came from: the connection's other end, or, as far as trusted proxies tell, who connected to them.
    /// Each proxy adds the address that it saw to the end, so the list is read from there, and no further than the
    /// first address that is no trusted proxy: all before it may be made up.
    func source(of fields: HTTPFields, from peer: SourceAddress?) -> SourceAddress? {
        guard var source = peer else { return nil }
        for hop in hops(in: fields).reversed() {
            guard contains(source), let before = hop else { break }
            source = before
        }
        return source
    }

    /// Nil for a hop that has no address: `unknown`, a hidden one, or nonsense.
    private func hops(in fields: HTTPFields) -> [SourceAddress?] {
        guard !ranges.isEmpty else { return [] }
        switch header {
        case .proxyProtocol: return []
        case .xForwardedFor:
            return fields[values: .xForwardedFor].flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
                .map { TrustedProxies.address($0) }
        case .forwarded:
            return fields[values: .forwarded].flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
                .map { element in
                    let pairs = element.split(separator: ";").map { $0.drop(while: \.isWhitespace) }
                    return pairs.first { $0.lowercased().hasPrefix("for=") }.flatMap {
                        TrustedProxies.address($0.dropFirst(4).filter { $0 != "\"" })
                    }
                }
        }
    }

    /// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`.
    private static func address(_ text: some StringProtocol) -> SourceAddress? {
        let text = String(text.filter { !$0.isWhitespace })
        if text.hasPrefix("[") { return SourceAddress(text.dropFirst().prefix { $0 != "]" }) }
        let isWithPort = text.count { $0 == ":" } == 1
        return SourceAddress(isWithPort ? text.prefix { $0 != ":" } : text[...])
    }
}

extension HTTPField.Name {
    fileprivate static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!
    fileprivate static let forwarded = HTTPField.Name("Forwarded")!
}
