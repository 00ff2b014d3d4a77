import Access
import HTTPTypes
import Metering
import Web

extension API {
    /// Work that goes on after its request, for whoever asked for it.
    enum JobResource {
        static let path = "/api/v1/jobs"

        static let routes: [Route] = [
            Route(
                .get, path + "/{job}", for: .either(Set(Role.allCases), scope: CurveScope.curves), query: [],
                reply: .document
            ) { call in
                Answer(json: Document(try own(call, "job")))
            }
        ]

        /// The job of the path; another's is not there.
        static func own(_ call: Call, _ parameter: String) throws -> Job {
            guard let job = try call.tenant.jobs.job(call.parameter(parameter)), job.owner == call.caller.owner else {
                throw Problem.notFound
            }
            return job
        }

        struct Document: Encodable {
            let job: String
            let kind: String
            let state: String
            let since: String
            let createdAt: String
            let done: Int
            let total: Int
            let errors: [BilingualJSON]
            /// Where to look for what it makes.
            let resource: String

            init(_ job: Job) {
                (self.job, state, done, total) = (job.id, job.state.rawValue, job.done, job.total)
                (since, createdAt) = (job.since.description, job.createdAt.description)
                errors = job.errors.map(BilingualJSON.init)
                switch job.work {
                case .export: (kind, resource) = ("export", "\(Exports.path)/\(job.id)")
                case .upload: (kind, resource) = ("upload", "\(Uploads.path)/\(job.id)")
                }
            }
        }
    }
}

extension Call {
    /// How many jobs of one caller may wait or run: more would delay everybody's.
    static let mostOpenJobs = 5

    func requireRoomForJob() throws {
        guard try tenant.jobs.jobs(of: caller.owner).count(where: { !$0.isOver }) < Call.mostOpenJobs else {
            throw Problem.tooManyJobs
        }
    }
}

extension Problem {
    static let tooManyJobs = Problem(
        .tooManyRequests, "too-many-jobs", .init(french: "Trop de travaux", english: "Too many jobs"),
        .init(
            french: "Cinq de vos travaux attendent déjà : revenez quand l'un est terminé.",
            english: "Five of your jobs wait already: come back when one is over."),
        fields: [.retryAfter: "60"])
}
