package import Access
import Collection
package import Metering

/// Work that outlives its request. It is kept at each step, so that it goes on after a restart.
package struct Job: StoredRecord {
    package static let kind = RecordKind("job")
    /// 2: uploads have a digest, and attempts are counted.
    package static let version = 2
    package let id: String
    /// Whose it is: nobody else sees it.
    package let owner: String
    package let subject: SubjectID?
    package var work: Work
    package let createdAt: Instant
    package private(set) var state = State.queued
    package private(set) var since: Instant
    /// How often it was begun since it last came further; nil: never.
    package private(set) var attempts: Int?
    /// How much is done: parts of an export, bytes of an upload.
    package var done = 0
    package var total: Int
    /// What went wrong, for its owner.
    package private(set) var errors: [BilingualText] = []

    package enum Work: Hashable, Sendable, Codable {
        case export(ExportOrder)
        case upload(UploadOrder)
    }

    package enum State: String, Hashable, Sendable, Codable {
        case queued, running, done, failed
        /// What it rested on – a consent, an occupancy – ended: nothing of it is left.
        case withdrawn
    }

    /// Version 1 is this one without the digest and the attempts.
    package static func read(version _: Int, from decoder: any Decoder) throws -> Job { try Job(from: decoder) }

    package init(_ work: Work, of caller: Caller, total: Int, now: Instant) {
        id = Secret.random().text
        owner = caller.owner
        subject = caller.subject
        self.work = work
        createdAt = now
        since = now
        self.total = total
    }

    private static let mostAttempts = 3

    /// Begins, or goes on after a crash. False where it was begun three times and neither ended nor came further: then
    /// it may be what ended the process, and is not begun again.
    mutating func begin(now: Instant) -> Bool {
        guard attempts ?? 0 < Job.mostAttempts else { return false }
        attempts = (attempts ?? 0) + 1
        enter(.running, now: now)
        return true
    }

    /// It came further, or was left on purpose: what it did so far does not end the process.
    mutating func forgetAttempts() { attempts = 0 }

    package var isOver: Bool { state != .queued && state != .running }
    package var end: Instant? { isOver ? since : nil }

    package var lane: JobLane {
        switch work {
        case .export: .exports
        case .upload: .imports
        }
    }

    mutating func enter(_ state: State, _ error: BilingualText? = nil, now: Instant) {
        (self.state, since) = (state, now)
        if let error { errors.append(error) }
    }
}

/// Jobs of one lane run one after the other: imports since the store takes one at a time, exports so that they do not
/// crowd out the requests, publications since what leaves is held against all that left before.
package enum JobLane: CaseIterable, Hashable, Sendable {
    case imports, exports
    /// Of totals that somebody asked for (`BuildingTotals`). They are no jobs of anybody's: who asks again after a
    /// restart has them published again.
    case publications
}
