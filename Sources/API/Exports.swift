import Access
import Crypto
import Foundation
import HTTPTypes
import Metering
import Store
import Web

extension API {
    /// Curves of many months as one archive, made by a job, for a week. A withdrawal stops it at its next part, and
    /// what was made is not handed out any more.
    enum Exports {
        static let path = "/api/v1/exports"
        private static let owners = RouteAudience.either([.resident], scope: CurveScope.curves)
        private static let mostParts = 12_000

        static let routes: [Route] = [
            Route(.get, path, for: owners, query: ["cursor"], reply: .document) { call in
                let after = try Cursor(call)?.place
                let own = try call.tenant.jobs.jobs(of: call.caller.owner).filter { $0.lane == .exports }
                let rest = after.map { id in own.drop { $0.id != id }.dropFirst() } ?? own[...]
                return ListPage(rest.map(Document.init), for: call) { $0.job.job }.answer(to: call)
            },
            Route(
                .post, path, for: owners, body: .json, query: [], headers: [.idempotencyKey], reply: .accepted,
                order),
            Route(.get, path + "/{export}", for: owners, query: [], reply: .document) { call in
                Answer(json: Document(try own(call).0))
            },
            Route(
                .get, path + "/{export}/file", for: owners, query: [], headers: [.range, .ifRange],
                reply: RouteReply(["application/zip"]),
                download),
        ]

        private static func own(_ call: Call) throws -> (Job, ExportOrder) {
            let job = try JobResource.own(call, "export")
            guard case .export(let order) = job.work else { throw Problem.notFound }
            return (job, order)
        }

        // MARK: Ordering

        private struct Ordering: Decodable {
            /// Nil: all that the caller may read.
            let points: [String]?
            let from: CivilDay
            let to: CivilDay
            let step: String?
            let carrier: Carrier?
            let direction: Direction?
        }

        private static func order(_ call: Call) throws -> Answer {
            let ordering: Ordering = try call.json()
            guard ordering.from <= ordering.to, CivilDay.accepted.contains(ordering.from),
                CivilDay.accepted.contains(ordering.to)
            else { throw Problem.badBody("from and to: days from 2000 to 2099, the first one first") }
            guard let step = FigureStep(rawValue: ordering.step ?? "PT30M"), step.curveStep != nil else {
                throw Problem.badBody("step: PT10M, PT30M or PT1H")
            }
            // Others' are refused here: each part that may not be read would be an entry of the audit log.
            let own = Set(try MeteringPoints.points(call).map(\.point))
            let points = ordering.points.map { $0.map { PointID($0) } } ?? Array(own)
            guard own.isSuperset(of: points) else {
                throw Problem.badBody("points: those that \(MeteringPoints.path) lists to you")
            }
            let order = ExportOrder(
                by: try call.reader(about: points), points: Set(points).sorted(), days: ordering.from...ordering.to,
                carrier: ordering.carrier ?? .electricity, direction: ordering.direction ?? .extraction, step: step)
            let parts = order.partCount
            guard (1...mostParts).contains(parts) else {
                throw Problem.badBody("ask for 1 to \(mostParts) months of points at once: this is \(parts)")
            }
            return try call.idempotent(call.bytes) {
                try call.requireRoomForJob()
                try call.count(.orderedExports, of: call.caller.owner)
                let job = Job(.export(order), of: call.caller, total: parts, now: call.now)
                try call.tenant.jobs.post(job)
                return .created(Document(job), at: "\(path)/\(job.id)", .accepted)
            }
        }

        // MARK: Handing out

        /// The archive, or a range of its bytes. What it rests on is asked again before each quarter of a mebibyte.
        private static func download(_ call: Call) throws -> Answer {
            let (job, order) = try own(call)
            guard job.state != .queued, job.state != .running else { throw Problem.notReady }
            let file = call.tenant.jobs.archive(of: job)
            let stands = { @Sendable [tenant = call.tenant] (now: Instant) in
                try order.tickets.allSatisfy { try tenant.decisions.stands($0, now: now) }
            }
            guard job.state == .done, try stands(call.now) else { throw Problem.notFound }
            // A file that should be there and is not is a failure of ours.
            guard let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int else {
                throw Problem.failed
            }
            let tag = "\"\(job.id)\""
            var fields: HTTPFields = [
                .contentType: "application/zip", .acceptRanges: "bytes", .eTag: tag,
                .contentDisposition: "attachment; filename=\"maille.zip\"",
            ]
            if call.headers[.ifNoneMatch] == tag { return Answer(.notModified, fields: fields) }
            let isSame = call.headers[.ifRange].map { $0 == tag } ?? true
            let range = isSame ? try call.headers[.range].flatMap { try ByteRange.first(of: $0, size: size) } : nil
            if let range { fields[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)" }
            return Answer(
                range == nil ? .ok : .partialContent, fields: fields,
                body: .file(
                    file, range ?? 0..<size,
                    guarded: { [clock = call.clock] in
                        guard try stands(clock()) else { throw Problem.notFound }
                    }))
        }

        private struct Document: Encodable {
            let job: JobResource.Document
            let from: CivilDay?
            let to: CivilDay?
            let step: String?
            let points: [PointID]
            /// Where to fetch it; absent while there is nothing to fetch.
            let file: String?

            init(_ job: Job) {
                self.job = JobResource.Document(job)
                guard case .export(let order) = job.work else {
                    (from, to, step, points, file) = (nil, nil, nil, [], nil)
                    return
                }
                (from, to, step, points) = (order.first, order.last, order.step.rawValue, order.points)
                file = job.state == .done ? "\(path)/\(job.id)/file" : nil
            }
        }
    }
}

/// The `Range` header (RFC 9110 §14.2).
enum ByteRange {
    /// The first range; nil – all of it – where the header is of another unit or malformed. Throws where it begins
    /// after the end.
    static func first(of header: String, size: Int) throws(Problem) -> Range<Int>? {
        guard header.hasPrefix("bytes="), !header.contains(",") else { return nil }
        let sides = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard sides.count == 2 else { return nil }
        switch (Int(sides[0]), Int(sides[1])) {
        case (let first?, let last) where sides[1].isEmpty || last != nil:
            guard first < size else { throw .badRange }
            let last = min(last ?? size - 1, size - 1)
            return first <= last ? first..<last + 1 : nil
        case (nil, let count?) where sides[0].isEmpty:
            guard count > 0, size > 0 else { throw .badRange }
            return max(0, size - count)..<size
        default: return nil
        }
    }
}

extension Problem {
    static let notReady = Problem(
        .conflict, "not-ready", .init(french: "Pas encore prêt", english: "Not ready yet"),
        .init(
            french: "Le travail n'est pas terminé : suivez /api/v1/jobs/{job}.",
            english: "The job is not over: follow /api/v1/jobs/{job}."), fields: [.retryAfter: "5"])

    static let badRange = Problem(
        .rangeNotSatisfiable, "bad-range", .init(french: "Plage incorrecte", english: "Bad range"),
        .init(
            french: "La plage commence après la fin du fichier : demandez sa taille sans Range.",
            english: "The range begins after the end of the file: ask for its size without Range."))
}
