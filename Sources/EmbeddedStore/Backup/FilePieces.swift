import Foundation
import Store

/// A file that is read in its order, with the SHA-256 of its pieces.
struct FilePieces {
    /// Bytes read at once.
    static let step: Int64 = 4 << 20
    private let url: URL
    private let file: OpenFile

    init(_ url: URL) throws {
        self.url = url
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreError.system("open", path: url.path, code: errno) }
        file = OpenFile(descriptor)
    }

    /// The piece from a byte up to another, or up to the file's end; what it holds is handed on while it is read.
    func piece(
        from start: Int64, to end: Int64?, handing: ([UInt8], _ offset: Int64) throws -> Void = { _, _ in }
    ) throws -> BackedUpFile.Piece {
        var (offset, fingerprint) = (start, Fingerprint())
        while end.map({ offset < $0 }) ?? true {
            let wanted = Int(min(FilePieces.step, end.map { $0 - offset } ?? FilePieces.step))
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
                count = pread(file.descriptor, buffer.baseAddress, wanted, Int(offset))
                filled = max(0, count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw StoreError.system("read", path: url.path, code: errno) }
            if count == 0 { break }
            bytes.withUnsafeBytes { fingerprint.add($0) }
            try handing(bytes, offset)
            offset += Int64(count)
        }
        return BackedUpFile.Piece(bytes: offset - start, sha256: fingerprint.hexadecimal)
    }
}
