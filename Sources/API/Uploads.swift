import Access
import Collection
import Foundation
import HTTPTypes
import Metering
import Store
import Web

extension API {
    /// Files of any exchange format, sent by an operator and imported by a job.
    enum Uploads {
        static let path = "/api/v1/uploads"

        static let routes: [Route] = [
            Route(.get, path, for: .people([.operator]), query: ["cursor"], reply: .document) { call in
                let after = try Cursor(call)?.place
                let own = try call.tenant.jobs.jobs(of: call.caller.owner).filter { $0.lane == .imports }
                let rest = after.map { id in own.drop { $0.id != id }.dropFirst() } ?? own[...]
                return ListPage(rest.map(Document.init), for: call) { $0.job.job }.answer(to: call)
            },
            Route(
                .post, path, for: .people([.operator]), body: .file(atMost: BodyRule.largestUpload), query: ["name"],
                headers: [.contentDigest, .idempotencyKey], reply: .accepted, take),
            Route(.get, path + "/{upload}", for: .people([.operator]), query: [], reply: .document) { call in
                Answer(json: Document(try own(call).0))
            },
            Route(
                .get, path + "/{upload}/errors", for: .people([.operator]), query: ["cursor"], reply: .document, errors),
        ]

        private static func own(_ call: Call) throws -> (Job, UploadOrder) {
            let job = try JobResource.own(call, "upload")
            guard case .upload(let order) = job.work else { throw Problem.notFound }
            return (job, order)
        }

        /// `name` is what the ledger will call the file: letters, digits, dots, dashes.
        private static func take(_ call: Call) throws -> Answer {
            let name = try call.query.value("name", like: "R50_20261031.zip", safeName) ?? "upload"
            guard case .file(let file) = call.body, file.received.size > 0 else {
                throw Problem.badBody("it is empty: send the file as the body")
            }
            let received = file.received
            if let sent = try ContentDigest.sha256(in: call.headers), sent != received.digest {
                throw Problem.digestMismatch
            }
            return try call.idempotent(received.digest) {
                try call.requireRoomForJob()
                let job = try call.tenant.takeUpload(file.url, received, named: name, of: call.caller, now: call.now)
                return .created(Document(job), at: "\(path)/\(job.id)", .accepted)
            }
        }

        private static func safeName(_ text: String) -> String? {
            let isSafe = { (letter: Character) in
                letter.isASCII && (letter.isLetter || letter.isNumber || "._-".contains(letter))
            }
            return text.count <= 100 && text.allSatisfy(isSafe) && !text.hasPrefix(".") && !text.isEmpty ? text : nil
        }

        /// What the ledger has to say of the file, for as long as it keeps the import.
        private static func errors(_ call: Call) throws -> Answer {
            let (_, order) = try own(call)
            let after = try Cursor(call).map { cursor throws(Problem) in
                guard let number = Int64(cursor.place) else { throw .badCursor }
                return number
            }
            if case .refused(let rule, let detail) = order.outcome {
                let refusal = Finding(rule: rule, detail: detail)
                return ListPage([refusal], for: call) { "\($0.number)" }.answer(to: call)
            }
            let found = try order.revision.map {
                try call.tenant.ledger.diagnostics(of: $0, after: after ?? 0, limit: Cursor.pageSize + 1)
            }
            return ListPage((found ?? []).map(Finding.init), for: call) { "\($0.number)" }.answer(to: call)
        }

        private struct Finding: Encodable {
            let number: Int64
            let severity: Severity
            let rule: String
            let reason: String?
            let line: UInt32?
            let point: PointID?
            let day: CivilDay?
            let detail: String

            init(number: Int64, _ diagnostic: Diagnostic) {
                self.number = number
                (severity, rule, reason) = (diagnostic.severity, diagnostic.rule.name, diagnostic.rule.reason)
                (line, point, day, detail) = (
                    diagnostic.line, diagnostic.point, diagnostic.day, diagnostic.detail
                )
            }

            init(rule: String, detail: String) {
                (number, severity, self.rule, self.detail) = (1, .refused, rule, detail)
                (reason, line, point, day) = (nil, nil, nil, nil)
            }
        }

        private struct Document: Encodable {
            let job: JobResource.Document
            let name: String?
            let bytesRead: Int
            let bytes: Int
            let valuesRead: Int
            let outcome: String?
            let revision: Int64?
            let counts: Receipt.Counts?
            let errors: String

            init(_ job: Job) {
                self.job = JobResource.Document(job)
                (bytesRead, bytes, errors) = (job.done, job.total, "\(path)/\(job.id)/errors")
                guard case .upload(let order) = job.work else {
                    (name, valuesRead, outcome, revision, counts) = (nil, 0, nil, nil, nil)
                    return
                }
                (name, valuesRead, revision) = (order.name, order.values, order.revision?.number)
                switch order.outcome {
                case .kept(_, let kept): (outcome, counts) = ("kept", kept)
                case .known: (outcome, counts) = ("known", nil)
                case .refused: (outcome, counts) = ("refused", nil)
                case nil: (outcome, counts) = (nil, nil)
                }
            }
        }
    }
}
