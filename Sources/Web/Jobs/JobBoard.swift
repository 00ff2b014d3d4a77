import Access
package import Foundation
import Metering
import Store
import Synchronization

/// The jobs of one tenant, each with a folder of its own in the data directory.
package final class JobBoard: Sendable {
    private let store: any RecordStore
    private let tenant: TenantID
    private let folder: URL
    /// The jobs that wait, in the order in which they came; the store has them too.
    private let waiting: Mutex<[JobLane: [String]]>
    /// Held while files are there whose job has no record yet, and while files without a record are deleted.
    private let sweeping = Mutex(())

    /// Jobs that a stop interrupted wait again.
    init(_ store: any RecordStore, _ tenant: TenantID, folder: URL) throws {
        self.store = store
        self.tenant = tenant
        self.folder = folder
        let open = try store.read(in: tenant) { try $0.records(Job.self) }.filter { !$0.isOver }
        waiting = Mutex(
            Dictionary(grouping: open.sorted { $0.createdAt < $1.createdAt }, by: \.lane).mapValues { $0.map(\.id) })
    }

    /// Takes a file along into the job's folder: both survive a power cut when it returns.
    func post(_ job: Job, with file: (url: URL, name: String)) throws {
        try sweeping.withLock { _ in
            let kept = DurableFile(try makeFolder(of: job).appending(path: file.name))
            try FileManager.default.moveItem(at: file.url, to: kept.partial)
            try kept.publish()
            try post(job)
        }
    }

    package func post(_ job: Job) throws {
        try store.transaction(in: tenant) { try $0.insert(job) }
        waiting.withLock { $0[job.lane, default: []].append(job.id) }
    }

    package func job(_ id: String) throws -> Job? { try store.read(in: tenant) { try $0.record(Job.self, id) } }

    /// The latest first.
    package func jobs(of owner: String) throws -> [Job] {
        try store.read(in: tenant) { try $0.records(Job.self, of: owner) }
            .sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
    }

    /// The next one of a lane, which runs from now on.
    func take(_ lane: JobLane, now: Instant) throws -> Job? {
        while let id = waiting.withLock({ waiting in
            waiting[lane, default: []].isEmpty ? nil : waiting[lane, default: []].removeFirst()
        }) {
            guard var job = try job(id), !job.isOver else { continue }
            guard job.begin(now: now) else {
                job.enter(.failed, JobBoard.givenUp, now: now)
                try keep(job)
                try removeFiles(of: job)
                continue
            }
            try keep(job)
            return job
        }
        return nil
    }

    /// Keeps how far a job is. Throws `Gone` where it was removed, as with the person whose it was.
    func keep(_ job: Job) throws {
        try store.transaction(in: tenant) { store in
            guard try store.record(Job.self, job.id) != nil else { throw Gone() }
            try store.put(job)
        }
    }

    struct Gone: Error {}

    private static let givenUp = BilingualText(
        french: "Le serveur s'est arrêté trois fois pendant ce travail : donnez son identifiant à l'exploitant.",
        english: "The server ended three times during this job: give its identifier to the operator.")

    /// Where a job keeps its files, where it has any.
    package func folder(of job: Job) -> URL { folder.appending(path: job.id) }

    /// The archive of an export that is done.
    package func archive(of job: Job) -> URL { folder(of: job).appending(path: ExportRun.result) }

    /// Makes the folder of a job, readable by this process's owner alone.
    func makeFolder(of job: Job) throws -> URL {
        let url = folder(of: job)
        try Folder.make(url)
        return url
    }

    func removeFiles(of job: Job) throws {
        let url = folder(of: job)
        if FileManager.default.fileExists(atPath: url.path) { try FileManager.default.removeItem(at: url) }
    }

    /// Removes the files of exports that may not be fetched any more, and of jobs that are gone: retention and
    /// erasure remove the records. Gives how many folders went.
    func deleteOrphanedFiles(stands: (GrantTicket) throws -> Bool) throws -> Int {
        try sweeping.withLock { _ in try removeStrays(stands) }
    }

    private func removeStrays(_ stands: (GrantTicket) throws -> Bool) throws -> Int {
        guard FileManager.default.fileExists(atPath: folder.path) else { return 0 }
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).count { name in
            let job = try job(name)
            if case .export(let order)? = job?.work, try order.tickets.allSatisfy(stands) { return false }
            if case .upload? = job?.work { return false }
            try FileManager.default.removeItem(at: folder.appending(path: name))
            return true
        }
    }
}
