import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Reads the body of a request whose sender was admitted, within its route's bound and in time.
struct BodyReader: Sendable {
    let chapter: MountedChapter
    let tenant: Tenant
    let rule: BodyRule
    /// In which a body in memory must have come.
    let seconds: Int

    /// A sender of a file must bring at least so many bytes a second, after the time that every body has.
    private static let slowest = 64 << 10

    /// Refuses by the head alone a body that the route does not take: nothing of it is read.
    func refuse(_ head: HTTPRequest) throws(Problem) {
        switch rule {
        case .none:
            guard (head.headerFields[.contentLength] ?? "0") == "0", head.headerFields[.transferEncoding] == nil else {
                throw .badBody("this call takes no body")
            }
        case .bytes(let limit), .file(let limit):
            guard (0...limit).contains(announced(head) ?? 0) else { throw .tooLarge(limit) }
        }
    }

    func body(of request: Request) async throws -> Call.Body {
        switch rule {
        case .none: .none
        case .bytes(let limit): .bytes(try await bytes(of: request, limit))
        case .file(let limit): .file(try await file(of: request, limit, tenant.spool))
        }
    }

    /// Nil for a body that comes in pieces; no length that can be read is longer than any.
    private func announced(_ head: HTTPRequest) -> Int? { head.headerFields[.contentLength].map { Int($0) ?? .max } }

    private func bytes(of request: Request, _ limit: Int) async throws -> [UInt8] {
        let deadline = ContinuousClock.now + .seconds(seconds)
        var bytes: [UInt8] = []
        for try await part in request.body {
            guard ContinuousClock.now < deadline else { throw Problem.tooSlow }
            guard bytes.count + part.readableBytes <= limit else { throw Problem.tooLarge(limit) }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }

    private func file(of request: Request, _ limit: Int, _ spool: Spool) async throws -> SpooledFile {
        let file = try await chapter.run(for: tenant) { [expected = announced(request.head) ?? 0] in
            try spool.makeFile(expecting: expected)
        }
        do {
            try await fill(file, from: request, limit)
            return file
        } catch {
            file.remove()
            throw error
        }
    }

    private func fill(_ file: SpooledFile, from request: Request, _ limit: Int) async throws {
        let start = ContinuousClock.now
        var count = 0
        for try await part in request.body {
            count += part.readableBytes
            guard count <= limit else { throw Problem.tooLarge(limit) }
            let due = start + .seconds(seconds + count / BodyReader.slowest)
            guard ContinuousClock.now < due else { throw Problem.tooSlow }
            try await chapter.run(for: tenant) { try part.withUnsafeReadableBytes { try file.append($0) } }
        }
    }
}
