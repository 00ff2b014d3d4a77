import Access
import Disclosure
import EmbeddedStore
import Foundation
import Logging
import Metering
import Publication
import ServiceLifecycle
import Services
import Store
import Web

/// Does what the configuration asks for by itself, one job at a time for all directories: each is a command of the
/// command line, carried out within the server. A failure is kept for the operator (`maille schedule`), and
/// tried again after ten minutes.
struct Scheduler: Service {
    let directories: [(ServedDirectory, ScheduleSettings)]
    let administration: AdministrationServer
    /// Of the signed roots of the audit logs.
    let roots: URL
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                for (directory, settings) in directories {
                    let work = ScheduledWork(directory, settings, administration, roots: roots, logger: logger)
                    await withCheckedContinuation { ended in
                        let thread = Thread {
                            work.doWhatIsDue()
                            ended.resume()
                        }
                        thread.stackSize = 8 << 20
                        thread.start()
                    }
                }
                try? await Task.sleep(for: .seconds(5))
            }
        }
    }
}

/// What is due of one directory.
struct ScheduledWork: Sendable {
    private let directory: ServedDirectory
    private let settings: ScheduleSettings
    private let administration: AdministrationServer
    private let roots: URL
    private let logger: Logger

    init(
        _ directory: ServedDirectory, _ settings: ScheduleSettings, _ administration: AdministrationServer, roots: URL,
        logger: Logger
    ) {
        (self.directory, self.settings, self.administration) = (directory, settings, administration)
        (self.roots, self.logger) = (roots, logger)
    }

    /// What the configuration asks for.
    private var jobs: [ScheduledJob] {
        ScheduledJob.allCases.filter { job in
            switch job {
            case .imports: !settings.imports.isEmpty
            case .publish: settings.publish != nil
            case .compact: settings.compacts
            case .backup: settings.backup != nil
            case .audit: true
            }
        }
    }

    func doWhatIsDue() {
        do {
            for job in jobs where !administration.isStopping { try doIfDue(job) }
        } catch {
            logger.error("schedule", metadata: ["error": "\(String(reflecting: type(of: error)))"])
        }
    }

    private func doIfDue(_ job: ScheduledJob) throws {
        let known = try ScheduleState.read(in: directory.data.url).jobs[job.rawValue]
        // Compacting waits for its day; everything else begins with the first start.
        let first = job == .compact ? job.next(after: .current, hour: settings.hour) : .current
        var run = known ?? ScheduleState.Run(next: first)
        if run.wasInterrupted {
            // It may have ended the process: it is tried again later, so that the server serves in between.
            (run.endedAt, run.error) = (.current, "the server ended while it ran")
            run.next = Instant.current.advanced(seconds: ScheduledJob.tenMinutes)
            try save(run, of: job)
        } else if run.next <= .current {
            run.startedAt = .current
            try save(run, of: job)
            run.error = carryOut(job)
            run.endedAt = .current
            let next = job.next(after: .current, hour: settings.hour)
            let retry = min(next, Instant.current.advanced(seconds: ScheduledJob.tenMinutes))
            run.next = run.error == nil || job == .publish ? next : retry
            try save(run, of: job)
        } else if known == nil {
            try save(run, of: job)
        }
    }

    private func save(_ run: ScheduleState.Run, of job: ScheduledJob) throws {
        try ScheduleState.update(in: directory.data.url) { $0.jobs[job.rawValue] = run }
    }

    /// Nil where all went well, else why not.
    private func carryOut(_ job: ScheduledJob) -> String? {
        switch job {
        case .imports: return command(["import", "--json"] + settings.imports, allowing: [0, 1])
        case .publish: return publish()
        case .compact:
            return command(["compact", "--before", "\(CivilDay(containing: .current).firstOfMonth)"])
        case .backup: return settings.backup.flatMap { command(["backup", $0]) }
        case .audit:
            do { try Folder.make(roots, permissions: 0o755) } catch { return "\(error)" }
            let file = roots.appending(path: "\(directory.keys.tenant).roots").path
            return command(["audit", "sign", "--roots", file])
        }
    }
}

// MARK: days

extension ScheduledWork {
    /// Publishes each day that may leave by now and was not published yet, and those that waited. What was published
    /// when the power failed is published again into the same folder, with the same bytes.
    private func publish() -> String? {
        do {
            guard let out = settings.publish else { return nil }
            var state = try ScheduleState.read(in: directory.data.url)
            guard state.restoredAt == nil else {
                return "a backup was put back: hold it against what left since (maille verify --head with the newest "
                    + "manifest, maille close), then give maille schedule --resume"
            }
            let policy = try directory.data.policy(PolicyLibrary.defaultID)
            let last = CivilDay(containing: .current).advanced(by: -policy.delayDays)
            let first = state.publishedThrough?.advanced(by: 1) ?? last
            var error: String?
            for day in state.waiting + ScheduledWork.days(from: first, through: last) where !administration.isStopping {
                let folder = URL(filePath: out).appending(path: "\(day)").path
                let failure = command(["publish", "--day", "\(day)", "--out", folder])
                state.waiting.removeAll { $0 == day }
                if failure != nil { state.waiting.append(day) }
                state.publishedThrough = max(state.publishedThrough ?? day, day)
                try state.writeDays(in: directory.data.url)
                error = failure.map { "\(day): \($0)" } ?? error
            }
            return error
        } catch {
            return "\(error)"
        }
    }
}

extension ScheduledWork {
    private static func days(from first: CivilDay, through last: CivilDay) -> [CivilDay] {
        first > last ? [] : Array(sequence(first: first) { $0 < last ? $0.advanced(by: 1) : nil })
    }
}

extension ScheduleState {
    /// Writes what is known of days; of runs, what is there stays.
    fileprivate func writeDays(in directory: URL) throws {
        try ScheduleState.update(in: directory) {
            ($0.publishedThrough, $0.waiting) = (publishedThrough, waiting)
        }
    }
}

// MARK: commands

extension ScheduledWork {
    /// Carries out a command on the directory. Nil where it ended with an allowed code, else the last line that it
    /// said.
    private func command(_ arguments: [String], allowing codes: Set<Int32> = [0]) -> String? {
        guard let said = tmpfile(), let nothing = fopen("/dev/null", "r+") else { return "no file can be opened" }
        defer { _ = (fclose(said), fclose(nothing)) }
        let console = Console(input: fileno(nothing), output: fileno(nothing), errors: fileno(said))
        let invocation = Invocation(
            console: console, user: .ofProcess, server: administration, isScheduled: true)
        let (names, code) = Invocation.$current.withValue(invocation) {
            Maille.carryOut(arguments + ["--data", directory.data.url.path])
        }
        logger.info("scheduled", metadata: ["command": "\(names)", "exit": "\(code)"])
        if codes.contains(code) { return nil }
        if code == 1 { return "some of it waits: maille \(names) says what" }
        rewind(said)
        var text = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&text, 1, text.count, said)
        let lines = String(decoding: text.prefix(count), as: UTF8.self).split(separator: "\n")
        return lines.last.map { String($0.trimmingPrefix("maille: ")) } ?? "ended with \(code)"
    }
}
