import Access
import DirectoryKit
import EmbeddedStore
import Foundation
import Metering
import PortalKit
import Publication
import Store

/// One scenario, run once for each failure from the same beginning.
final class Trial {
    let scenario: Scenario
    private let calls: FailingCalls
    private let work: URL
    private let beginning: URL
    private let before: Set<String>
    private let after: Set<String>
    /// What the import of the neighbours adds, with which the work goes on.
    private let neighbours: Set<String>
    /// Calls of the step.
    private(set) var count = 0

    struct Outcome {
        /// The call that failed; empty where the step had fewer calls this time.
        let call: String
        let fault: String?
    }

    /// Prepares the scenario's beginning in `folder` from the common one, and runs its step without a failure.
    init(_ scenario: Scenario, from common: URL, in folder: URL, _ calls: FailingCalls) throws {
        self.scenario = scenario
        self.calls = calls
        work = folder.appending(path: "work")
        beginning = folder.appending(path: "beginning")
        try Trial.copy(common, to: beginning)
        let prepared = Street(beginning)
        try prepared.open()
        try scenario.prepare(prepared)
        prepared.close()
        before = try Trial.facts(beginning, in: work) { _ in }
        neighbours = try Trial.facts(beginning, in: work, Trial.goOn).subtracting(before)
        var counted = 0
        after = try Trial.facts(beginning, in: work) { [work] street in
            calls.arm(work, nil)
            try scenario.step(street)
            counted = calls.count
            calls.disarm()
        }
        count = counted
    }

    /// The facts of a copy of the beginning after some work.
    private static func facts(_ beginning: URL, in work: URL, _ body: (Street) throws -> Void) throws -> Set<String> {
        try copy(beginning, to: work)
        let street = Street(work)
        try street.open()
        try body(street)
        street.close()
        try street.open()
        defer { street.close() }
        return try Facts.all(of: street)
    }

    private static func copy(_ source: URL, to target: URL) throws {
        if FileManager.default.fileExists(atPath: target.path) { try FileManager.default.removeItem(at: target) }
        try FileManager.default.copyItem(at: source, to: target)
    }

    private static func goOn(_ street: Street) throws {
        try street.importFile("neighbours.csv", Files.wide(Street.neighbours, Street.day))
    }

    /// Lets one call fail, goes on, starts again, and compares. `damage` is for the control: done before the restart.
    func run(_ failure: Failure, damage: (Street) throws -> Void = { _ in }) throws -> Outcome {
        try Trial.copy(beginning, to: work)
        let street = Street(work)
        try street.open()
        calls.arm(work, failure)
        let step = Result { try scenario.step(street) }
        let call = calls.failed
        calls.disarm()
        do {
            try examine(street, step, retriesAtOnce: failure.number.isMultiple(of: 2), damage)
            return Outcome(call: call, fault: nil)
        } catch let fault as Fault {
            street.close()
            return Outcome(call: call, fault: fault.text)
        } catch {
            street.close()
            return Outcome(call: call, fault: "\(error)")
        }
    }

    struct Fault: Error {
        let text: String
        init(_ text: String) { self.text = text }
    }

    private func examine(
        _ street: Street, _ step: Result<Void, any Error>, retriesAtOnce: Bool, _ damage: (Street) throws -> Void
    ) throws {
        var isDone = false
        switch step {
        case .success: isDone = true
        case .failure(let error): try Message.check(error)
        }
        if !street.isOpen { try attempt("opening again") { try street.open() } }
        try attempt("the next import") { try Trial.goOn(street) }
        if !isDone && retriesAtOnce {
            try attempt("the step again") { try scenario.retry(street) }
            isDone = true
        }
        try compare(street, isDone: isDone, "before the restart")
        let numbers = try Facts.numbers(of: street)
        try damage(street)
        street.close()
        try attempt("the restart") { try street.open() }
        try compare(street, isDone: isDone, "after the restart")
        for (point, number) in try Facts.numbers(of: street) where numbers[point] ?? number != number {
            throw Fault("the channel of \(point) has another number after the restart")
        }
        if !isDone { try attempt("the step after the restart") { try scenario.retry(street) } }
        try compare(street, isDone: true, "at the end")
        try verify(street)
        street.close()
    }

    private func attempt(_ what: String, _ work: () throws -> Void) throws {
        do { try work() } catch { throw Fault("\(what) fails: \(error)") }
    }

    // MARK: Comparison

    private func compare(_ street: Street, isDone: Bool, _ moment: String) throws {
        let found = try Facts.all(of: street).subtracting(neighbours)
        let promised = street.promised.filter { $0.hasPrefix("import") }
        if let lost = promised.subtracting(found).first { throw Fault("\(moment) lost: \(lost)") }
        guard found != after, isDone || found != before else { return }
        let wanted = isDone ? after : before
        if !isDone && !scenario.isWhole {
            let allowed = before.union(after)
            if let lost = before.intersection(after).subtracting(found).first { throw Fault("\(moment) lost: \(lost)") }
            if let alien = found.subtracting(allowed).first { throw Fault("\(moment) too much: \(alien)") }
            return
        }
        if let lost = wanted.subtracting(found).min() { throw Fault("\(moment) lost: \(lost)") }
        if let alien = found.subtracting(wanted).min() { throw Fault("\(moment) too much: \(alien)") }
    }

    private func verify(_ street: Street) throws {
        let (borough, numbers) = (try street.borough, try Facts.numbers(of: street))
        if Set(numbers.values).count != numbers.count { throw Fault("two channels have one number") }
        if let fault = try borough.data.verify().faults.first { throw Fault("verify: \(fault)") }
        if let fault = try borough.audit.verify().faults.first { throw Fault("audit log: \(fault)") }
        let entries = Set(try borough.entries().map { "entry \($0.sequence)" })
        if let lost = street.promised.filter({ $0.hasPrefix("entry") }).subtracting(entries).first {
            throw Fault("lost from the audit log: \(lost)")
        }
        for file in ["access.sqlite", "access.sqlite-wal"] {
            let bytes = FileManager.default.contents(atPath: borough.data.url.appending(path: file).path) ?? Data()
            for secret in street.erased where bytes.range(of: Data(secret.utf8)) != nil {
                throw Fault("\(file) still has an erased person's key")
            }
        }
    }
}

/// What a command says when it fails: a sentence that tells what to do, in words of nobody's library.
enum Message {
    private static let foreign = [
        "SQLite error", "NSCocoa", "NSPOSIX", "Error Domain", "couldn’t be", "could not be completed", "errno",
    ]
    private static let advice = ["again", "free ", "check", "restore", "wait", "give another"]

    static func check(_ error: any Error) throws(Trial.Fault) {
        let text = "\(DiskFailure(error) ?? error)"
        if let word = foreign.first(where: { text.contains($0) }) {
            throw Trial.Fault("message with '\(word)': \(text.prefix(200))")
        }
        guard advice.contains(where: { text.contains($0) }) else {
            throw Trial.Fault("message without advice: \(text.prefix(200))")
        }
    }
}
