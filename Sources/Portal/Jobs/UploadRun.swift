import Access
import Collection
package import Foundation
package import Metering
import Store
import Synchronization

/// A file of an exchange format that an operator sent.
struct UploadOrder: Hashable, Sendable, Codable {
    /// As the ledger will name it.
    let name: String
    /// Values read so far.
    var values = 0
    var outcome: Outcome?

    /// What became of it.
    enum Outcome: Hashable, Sendable, Codable {
        case kept(revision: Int64, Receipt.Counts)
        /// This very content was kept before.
        case known(revision: Int64)
        case refused(rule: String, detail: String)
    }

    var revision: Revision? {
        switch outcome {
        case .kept(let number, _), .known(let number): Revision(number)
        case .refused, nil: nil
        }
    }
}

/// Imports an uploaded file. Interrupted by a crash, it is undone when the directory is opened and begins again.
struct UploadRun {
    let tenant: Tenant
    let clock: @Sendable () -> Instant
    /// Added at the first upload, with all rights; what the operator says of it later stands.
    private static let source = "upload"

    func run(_ job: Job, _ order: UploadOrder) throws {
        let file = tenant.jobs.folder(of: job).appending(path: order.name)
        let progress = UploadProgress(job, order, tenant.jobs)
        if try tenant.ledger.source(UploadRun.source) == nil {
            let source = try ImportSource(id: UploadRun.source, name: "files sent to the server")
            try tenant.ledger.add(source, now: clock())
        }
        let intake = try Intake(
            tenant.ledger, tenant.measures, tenant.catalogue, from: UploadRun.source, now: clock())
        intake.onProgress = { progress.show($0) }
        let receipt = try intake.receive(file.path)
        var (job, order) = progress.last
        job.done = job.total
        order.values = receipt.counts.values
        switch receipt.outcome {
        case .kept(let revision, _): order.outcome = .kept(revision: revision.number, receipt.counts)
        case .known(let revision): order.outcome = .known(revision: revision.number)
        case .refused(let diagnostic):
            order.outcome = .refused(rule: diagnostic.rule.name, detail: diagnostic.detail)
        }
        job.work = .upload(order)
        job.enter(receipt.isRefused ? .failed : .done, now: clock())
        try tenant.jobs.keep(job)
        try tenant.jobs.removeFiles(of: job)
    }
}

extension Tenant {
    /// Takes a file along, to be imported by a job under this name.
    func takeUpload(
        _ file: URL, named name: String, size: Int, of caller: Caller, now: Instant
    ) throws -> Job {
        let job = Job(.upload(UploadOrder(name: name)), of: caller, total: size, now: now)
        try jobs.post(job, with: (file, name))
        return job
    }

    /// An upload that no account made. Gives the identifier of its job.
    package func takeUpload(_ file: URL, named name: String, size: Int, now: Instant) throws -> String {
        try takeUpload(file, named: name, size: size, of: .nobody, now: now).id
    }

    /// Where a job stands: `queued`, `running`, `done`, `failed` or `withdrawn`; nil where there is none.
    package func state(ofJob id: String) throws -> String? { try jobs.job(id)?.state.rawValue }
}

extension Receipt {
    fileprivate var isRefused: Bool { if case .refused = outcome { true } else { false } }
}

/// Keeps how far an upload is, once a second.
private final class UploadProgress {
    private var job: Job
    private var order: UploadOrder
    private let board: JobBoard
    private var keptAt = ContinuousClock.now

    init(_ job: Job, _ order: UploadOrder, _ board: JobBoard) {
        self.job = job
        self.order = order
        self.board = board
    }

    var last: (Job, UploadOrder) { (job, order) }

    func show(_ progress: Intake.Progress) {
        job.done = progress.bytesRead
        order.values = progress.values
        job.work = .upload(order)
        guard ContinuousClock.now - keptAt >= .seconds(1) else { return }
        keptAt = .now
        // What cannot be shown does not stop the import; the last word is kept or fails.
        try? board.keep(job)
    }
}
