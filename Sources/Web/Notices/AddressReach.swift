import NIOCore

/// Which networks the server itself may call: what a third party registers must not lead it to services that only
/// this machine or this network reaches.
package enum AddressReach: String, CaseIterable, Hashable, Sendable {
    case `public`
    /// Private networks too.
    case `private`
    /// This machine too, and there without TLS: for development.
    case loopback

    /// Link-local addresses – a cloud's metadata among them –, multicast, documentation, translation are in no reach.
    ///
    /// Reads `sockaddr_in` (address at byte 4) and `sockaddr_in6` (at byte 8) by their layout in Linux: which module
    /// defines their members depends on the order in which C modules are loaded.
    ///
    /// Source: IANA's registries of special-purpose addresses (RFC 6890).
    func admits(_ address: SocketAddress) -> Bool {
        switch address {
        case .v4(let address):
            return withUnsafeBytes(of: address.address) { bytes in
                admits(v4: bytes[4..<8].reduce(0) { $0 << 8 | UInt32($1) })
            }
        case .v6(let address):
            return withUnsafeBytes(of: address.address) { admits(v6: Array($0[8..<24])) }
        case .unixDomainSocket: return false
        }
    }

    private func admits(v4 address: UInt32) -> Bool {
        func isIn(_ blocks: [(UInt32, Int)]) -> Bool {
            blocks.contains { base, bits in address >> (32 - bits) == base >> (32 - bits) }
        }
        if isIn([(0x7F00_0000, 8)]) { return self == .loopback }
        if isIn([(0x0A00_0000, 8), (0x6440_0000, 10), (0xAC10_0000, 12), (0xC0A8_0000, 16)]) { return self != .public }
        return !isIn([
            (0, 8), (0xA9FE_0000, 16), (0xC000_0000, 24), (0xC000_0200, 24), (0xC058_6300, 24), (0xC612_0000, 15),
            (0xC633_6400, 24), (0xCB00_7100, 24), (0xE000_0000, 3),
        ])
    }

    private func admits(v6 bytes: [UInt8]) -> Bool {
        if bytes.dropLast() == Array(repeating: 0, count: 15)[...] { return bytes[15] == 1 && self == .loopback }
        if bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] {
            return admits(v4: bytes.suffix(4).reduce(0) { $0 << 8 | UInt32($1) })
        }
        if bytes[0] & 0xFE == 0xFC { return self != .public }
        // Global unicast, without protocol assignments, documentation and 6to4.
        let isSpecial =
            bytes[0] == 0x20 && bytes[1] == 0x01 && (bytes[2] < 0x02 || bytes[2] == 0x0D && bytes[3] == 0xB8)
            || bytes[0] == 0x20 && bytes[1] == 0x02 || bytes[0] == 0x3F && bytes[1] == 0xFF && bytes[2] < 0x10
        return bytes[0] & 0xE0 == 0x20 && !isSpecial
    }
}
