extension String {
    /// The text that libsodium writes, up to its NUL, into so many characters.
    init(sodium length: Int, _ write: (UnsafeMutablePointer<CChar>) -> Void) {
        var text = [CChar](repeating: 0, count: length)
        write(&text)
        self = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
