import Foundation
import Metering
import Store

/// A job that the server does by itself.
enum ScheduledJob: String, CaseIterable, Codable, Hashable {
    // In the order in which those that are due are done: what came is in the day's figures and in the backup.
    case imports = "import"
    case publish, compact, backup, audit
}

/// What the server did by itself and will do next: `schedule.json` in the data directory, written before and after each
/// job, so that a restart does none twice and leaves none out.
struct ScheduleState: Codable, Hashable {
    var jobs: [String: Run] = [:]
    /// Up to which measured day each was published, or waits.
    var publishedThrough: CivilDay?
    /// Days of which something has not left yet, since it was not ready or failed: tried again every hour.
    var waiting: [CivilDay] = []
    /// When a backup was put back here. Nothing is published since, until an operator has asked the witnesses of what
    /// left after the backup, and said so.
    var restoredAt: Instant?

    struct Run: Codable, Hashable {
        var startedAt: Instant?
        var endedAt: Instant?
        /// Why the last run failed, in one sentence.
        var error: String?
        var next: Instant

        /// Of a run that is not under way: the process ended before it did.
        var wasInterrupted: Bool {
            guard let startedAt else { return false }
            return endedAt.map { $0 < startedAt } ?? true
        }
    }

    private static func url(in directory: URL) -> URL { directory.appending(path: "schedule.json") }

    /// The empty state where there is none yet.
    static func read(in directory: URL) throws -> ScheduleState {
        let url = url(in: directory)
        guard FileManager.default.fileExists(atPath: url.path) else { return ScheduleState() }
        do {
            return try JSONDecoder().decode(ScheduleState.self, from: Data(contentsOf: url))
        } catch {
            throw StoreError.settings("\(url.path) cannot be read: put it right or remove it")
        }
    }

    /// Changes the state on disk, as it is by then; of several who change it at once, each waits for the one before.
    static func update(in directory: URL, _ change: (inout ScheduleState) -> Void) throws {
        try FolderTurn.take(in: directory) {
            var state = try read(in: directory)
            change(&state)
            try state.write(in: directory)
        }
    }

    private func write(in directory: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try DurableFile(ScheduleState.url(in: directory), permissions: 0o600).write(encoder.encode(self))
    }
}

extension ScheduledJob {
    /// When it is done next after it was done at a moment.
    func next(after now: Instant, hour: Int) -> Instant {
        let today = CivilDay(containing: now)
        return switch self {
        case .imports: now.advanced(seconds: ScheduledJob.tenMinutes)
        case .publish, .audit: now.advanced(seconds: 3_600)
        case .backup: ScheduledJob.first(from: today, hour, after: now) { _ in true }
        case .compact: ScheduledJob.first(from: today, hour, after: now) { $0 == $0.firstOfMonth }
        }
    }

    private static func first(
        from day: CivilDay, _ hour: Int, after now: Instant, where isWanted: (CivilDay) -> Bool
    ) -> Instant {
        var day = day
        while true {
            let moment = ParisTime.firstInstant(of: WallTime(day: day, second: Int32(hour) * 3_600))
            if isWanted(day) && moment > now { return moment }
            day = day.advanced(by: 1)
        }
    }
}

extension ScheduledJob {
    /// In seconds: between two looks into watched folders, and before what failed is tried again.
    static let tenMinutes = 600
}
