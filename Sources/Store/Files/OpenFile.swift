import Foundation

/// An open file, closed when nobody holds it any more.
package final class OpenFile: Sendable {
    package let descriptor: Int32

    /// Takes over a descriptor that is open.
    package init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Writes all bytes at an offset, in as many calls as it takes. False where it cannot, with the reason in `errno`;
    /// a part may then be written.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = pwrite(
                descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written, off_t(offset + written))
            if count < 0 && errno == EINTR { continue }
            if count == 0 { errno = EIO }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }
}
