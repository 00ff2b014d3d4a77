import Foundation
import NIOCore

/// The IP address that a call came from: for limits, never for logs.
struct SourceAddress: Hashable, Sendable {
    /// Four or sixteen; an IPv4 address that IPv6 carries (`::ffff:192.0.2.1`) has its own four.
    let bytes: [UInt8]

    private init(bytes: [UInt8]) {
        let carriesIPv4 = bytes.count == 16 && bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        self.bytes = carriesIPv4 ? Array(bytes.suffix(4)) : bytes
    }

    /// Without port, brackets or zone.
    init?(_ text: some StringProtocol) {
        let text = String(text)
        guard let bytes = SourceAddress.bytes(AF_INET, 4, text) ?? SourceAddress.bytes(AF_INET6, 16, text) else {
            return nil
        }
        self.init(bytes: bytes)
    }

    init?(_ address: SocketAddress?) {
        guard let text = address?.ipAddress else { return nil }
        self.init(text.prefix { $0 != "%" })
    }

    /// In network order; nil unless there are four or sixteen.
    init?(octets: [UInt8]) {
        guard octets.count == 4 || octets.count == 16 else { return nil }
        self.init(bytes: octets)
    }

    private static func bytes(_ family: Int32, _ count: Int, _ text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }

    /// What is counted together: an IPv4 address; of IPv6 the network of 64 bits, all of whose addresses one customer
    /// has (RFC 6177).
    var limitKey: String {
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        return hexadecimal(8) + "/64"
    }

    /// What one customer may have at most: an IPv4 address; of IPv6 a network of 48 bits (RFC 6177).
    var siteKey: String { bytes.count == 4 ? limitKey : hexadecimal(6) + "/48" }

    private func hexadecimal(_ count: Int) -> String {
        bytes.prefix(count).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// Addresses that begin alike: `10.0.0.0/8`, `2001:db8::/32`, or one address.
struct AddressRange: Hashable, Sendable {
    private let first: SourceAddress
    private let bits: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first.flatMap({ SourceAddress($0) }), parts.count <= 2 else { return nil }
        let all = first.bytes.count * 8
        guard let bits = parts.count == 2 ? Int(parts[1]) : all, (0...all).contains(bits) else { return nil }
        (self.first, self.bits) = (first, bits)
    }

    func contains(_ address: SourceAddress) -> Bool {
        guard address.bytes.count == first.bytes.count else { return false }
        let (whole, rest) = bits.quotientAndRemainder(dividingBy: 8)
        guard address.bytes.prefix(whole) == first.bytes.prefix(whole) else { return false }
        return rest == 0 || address.bytes[whole] >> (8 - rest) == first.bytes[whole] >> (8 - rest)
    }
}
