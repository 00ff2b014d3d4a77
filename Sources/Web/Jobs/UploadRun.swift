import Access
package import Collection
package import Foundation
package import Metering
package import Store
import Synchronization

/// A file of an exchange format that an operator sent.
package struct UploadOrder: Hashable, Sendable, Codable {
    /// As the ledger will name it.
    package let name: String
    /// The SHA-256 of the bytes that came, in base64url. Nil of jobs of version 1, which kept none.
    let digest: String?
    /// Values read so far.
    package var values = 0
    package var outcome: Outcome?

    /// What became of it.
    package enum Outcome: Hashable, Sendable, Codable {
        case kept(revision: Int64, Receipt.Counts)
        /// This very content was kept before.
        case known(revision: Int64)
        case refused(rule: String, detail: String)
    }

    package var revision: Revision? {
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
    let isStopping: @Sendable () -> Bool
    /// Added at the first upload, with all rights; what the operator says of it later stands.
    private static let source = "upload"

    func run(_ job: Job, _ order: UploadOrder) throws {
        let file = tenant.jobs.folder(of: job).appending(path: order.name)
        guard try order.digest.map({ try Base64URL.encode(ReceivedBytes(of: file).digest) == $0 }) ?? true else {
            return try refuse(job)
        }
        let progress = UploadProgress(job, order, tenant.jobs)
        if try tenant.ledger.source(UploadRun.source) == nil {
            let source = try ImportSource(id: UploadRun.source, name: "files sent to the server")
            try tenant.ledger.add(source, now: clock())
        }
        let intake = try Intake(
            tenant.ledger, tenant.measures, tenant.catalogue, from: UploadRun.source, now: clock())
        intake.onProgress = { progress.show($0) }
        guard let receipt = try received(file, intake) else { return }
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

    /// Waits while a command of the operator imports, compacts or verifies. Nil where the server stops first: the job
    /// is taken up at the next start.
    private func received(_ file: URL, _ intake: Intake) throws -> Receipt? {
        while true {
            do {
                return try intake.receive(file.path)
            } catch StoreError.busy {
                if isStopping() { return nil }
                Thread.sleep(forTimeInterval: 0.2)
            }
        }
    }

    /// A file that a disk damaged after it was acknowledged: nothing of it is imported.
    private func refuse(_ job: Job) throws {
        var job = job
        job.enter(.failed, UploadRun.damaged, now: clock())
        try tenant.jobs.keep(job)
        try tenant.jobs.removeFiles(of: job)
    }

    private static let damaged = BilingualText(
        french: "Le fichier gardé n'a plus l'empreinte de ce qui fut reçu : renvoyez-le, et vérifiez le disque.",
        english: "The file that was kept no longer has the digest of what was received: send it again, check the disk.")
}

extension Tenant {
    /// Takes a file along, to be imported by a job under this name. When it returns, the file has the bytes that were
    /// received and survives a power cut. Throws `Problem.failed` where the disk gives other bytes back.
    package func takeUpload(
        _ file: URL, _ received: ReceivedBytes, named name: String, of caller: Caller, now: Instant
    ) throws -> Job {
        guard try ReceivedBytes(of: file).digest == received.digest else { throw Problem.failed }
        let order = UploadOrder(name: name, digest: Base64URL.encode(received.digest))
        let job = Job(.upload(order), of: caller, total: received.size, now: now)
        try jobs.post(job, with: (file, name))
        return job
    }

    /// An upload that no account made. Gives the identifier of its job.
    package func takeUpload(_ file: URL, named name: String, now: Instant) throws -> String {
        try takeUpload(file, ReceivedBytes(of: file), named: name, of: .nobody, now: now).id
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
