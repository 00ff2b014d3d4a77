import CSodium

/// Bytes of libsodium's generator, which takes the system's.
enum RandomBytes {
    /// libsodium has to be set up before several threads use it; once it is, this costs nothing.
    static let isReady = sodium_init() >= 0

    static func make(_ count: Int) -> [UInt8] {
        _ = isReady
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }
}
