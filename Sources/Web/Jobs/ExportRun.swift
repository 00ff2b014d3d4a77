import Access
import Exchange
import Foundation
import Metering
import Store

/// Makes an export: each part is read with a grant of its own, and written before the next one begins.
struct ExportRun {
    let tenant: Tenant
    let clock: @Sendable () -> Instant
    let isStopping: @Sendable () -> Bool

    static let result = "export.zip"

    /// Goes on where the job stands. It comes back early, with the job as it is, when the server stops.
    func run(_ job: Job, _ order: ExportOrder) throws {
        var (job, order) = (job, order)
        let folder = try tenant.jobs.makeFolder(of: job)
        let parts = order.parts
        while job.done < parts.count {
            guard !isStopping() else {
                job.forgetAttempts()
                return try tenant.jobs.keep(job)
            }
            guard try stands(order) else { return try withdraw(job) }
            if let ticket = try write(parts[job.done], of: order, job, to: folder) { order.rest(on: ticket) }
            job.work = .export(order)
            job.done += 1
            job.forgetAttempts()
            try tenant.jobs.keep(job)
        }
        guard try stands(order) else { return try withdraw(job) }
        guard !order.tickets.isEmpty else {
            job.enter(.failed, ExportRun.nothing, now: clock())
            try tenant.jobs.removeFiles(of: job)
            return try tenant.jobs.keep(job)
        }
        let packed = try pack(parts, in: folder)
        job.enter(.done, now: clock())
        try tenant.jobs.keep(job)
        // Not before: whoever goes on after a crash packs them again.
        for file in packed { try FileManager.default.removeItem(at: file) }
    }

    func stands(_ order: ExportOrder) throws -> Bool {
        try order.tickets.allSatisfy { try tenant.decisions.stands($0, now: clock()) }
    }

    private func withdraw(_ job: Job) throws {
        var job = job
        try tenant.jobs.removeFiles(of: job)
        job.enter(.withdrawn, ExportRun.withdrawn, now: clock())
        try tenant.jobs.keep(job)
    }

    /// Nil where nothing of the part may be read: the audit log has the refusal.
    private func write(
        _ part: ExportOrder.Part, of order: ExportOrder, _ job: Job, to folder: URL
    ) throws -> GrantTicket? {
        let request = ReadRequest(
            by: order.reader, about: .point(part.channel.point), carrier: part.channel.carrier,
            direction: part.channel.direction, days: part.days, step: order.step, purpose: "export", request: job.id)
        do {
            let grant = try tenant.decisions.grant(request, now: clock())
            let ticket = grant.ticket
            let days = try tenant.curves.days(grant, tenant.ledger.known())
            let document = CurveDocument(channel: part.channel, period: part.days, days: days, next: nil)
            try DurableFile(file(job.done, "json", in: folder)).write(document.json)
            try DurableFile(file(job.done, "csv", in: folder)).write(document.csv)
            return ticket
        } catch is ReadRefusal {
            return nil
        }
    }

    private func file(_ part: Int, _ type: String, in folder: URL) -> URL { folder.appending(path: "\(part).\(type)") }

    /// Gives the files that the archive was made of.
    private func pack(_ parts: [ExportOrder.Part], in folder: URL) throws -> [URL] {
        let result = DurableFile(folder.appending(path: ExportRun.result))
        let archive = try ArchiveWriter(to: result.partial.path)
        // A part that nothing may be read of has no files.
        let made = parts.enumerated().flatMap { number, part in
            ["csv", "json"].map { (name: "\(part.name).\($0)", file: file(number, $0, in: folder)) }
        }.filter { FileManager.default.fileExists(atPath: $0.file.path) }
        for (name, file) in made {
            try archive.add(name, pieces: CollectionOfOne(Array(try Data(contentsOf: file))))
        }
        _ = try archive.finish()
        try result.publish()
        return made.map(\.file)
    }

    private static let withdrawn = BilingualText(
        french: "Un consentement ou une occupation sur lesquels il reposait a pris fin : rien n'en est gardé.",
        english: "A consent or an occupancy that it rested on ended: nothing of it is kept.")
    private static let nothing = BilingualText(
        french: "Rien de ce qui est demandé ne peut être lu : vérifiez les points, les jours et les consentements.",
        english: "Nothing of what is asked may be read: check the points, the days and the consents.")
}
