import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// Converts an answer for Hummingbird. Pieces are made one at a time, on the chapter's threads: memory holds one.
    init(_ answer: Answer, of chapter: MountedChapter, for tenant: Tenant) {
        let body: ResponseBody =
            switch answer.body {
            case .bytes(let bytes): ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
            case .pieces(let next):
                ResponseBody { writer in
                    while let piece = try await chapter.run(for: tenant, .admitted, next) {
                        try await writer.write(ByteBuffer(bytes: piece))
                    }
                    try await writer.finish(nil)
                }
            case .file(let url, let range, let check):
                ResponseBody(contentLength: range.count) { writer in
                    var start = range.lowerBound
                    while start < range.upperBound {
                        let part = start..<min(start + 256 << 10, range.upperBound)
                        let bytes = try await chapter.run(for: tenant) {
                            try check()
                            return try url.bytes(in: part)
                        }
                        try await writer.write(ByteBuffer(bytes: bytes))
                        start = part.upperBound
                    }
                    try await writer.finish(nil)
                }
            }
        self.init(status: answer.status, headers: answer.fields, body: body)
    }

    /// An answer that is there already.
    init(whole answer: Answer) {
        var bytes: [UInt8] = []
        if case .bytes(let made) = answer.body { bytes = made }
        self.init(
            status: answer.status, headers: answer.fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension URL {
    fileprivate func bytes(in range: Range<Int>) throws -> Data {
        let handle = try FileHandle(forReadingFrom: self)
        defer { try? handle.close() }
        try handle.seek(toOffset: UInt64(range.lowerBound))
        let bytes = try handle.read(upToCount: range.count) ?? Data()
        guard bytes.count == range.count else { throw Problem.failed }
        return bytes
    }
}
