/// Where a request of a person comes from: what limits and the log tell of it.
package struct RequestSource: Hashable, Sendable {
    /// The address, or the network of it that is counted together.
    package let network: String
    /// The identifier of the request.
    package let request: String?
    /// What the browser gives back of `KnownDevice`.
    package let device: String?

    package init(network: String, request: String? = nil, device: String? = nil) {
        self.network = network
        self.request = request
        self.device = device
    }
}

extension RequestSource {
    /// What one customer may have: an IPv4 address; of IPv6, up to a network of 48 bits (RFC 6177).
    var site: String { network.hasSuffix("/64") ? network.prefix(12) + "/48" : network }

    /// What the log has of the network.
    func mark(_ keys: TenantKeys) -> String { keys.networkMark(network) }
}

extension RequestSource: ExpressibleByStringLiteral {
    package init(stringLiteral network: String) { self.init(network: network) }
}
