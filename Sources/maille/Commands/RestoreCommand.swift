import Access
import ArgumentParser
import EmbeddedStore
import Foundation
import Metering
import Store
import Web

struct RestoreCommand: ParsableCommand, NeverServed {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Make a data directory from a backup, where there is none.",
        discussion: """
            Every byte is compared with its digest, people who were erased since are erased again, and everything is \
            verified before the directory is there. Then ask the witnesses: maille verify --head with the newest \
            manifest that left, and maille audit verify --roots. What they say was forgotten, maille close closes. The
            server publishes nothing by itself before maille schedule --resume.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var access: AccessOptions
    @Argument(help: "The folder of the backup.") var folder: String
    @Option(
        help: ArgumentHelp(
            """
            A list of who was erased, as it is beside each data directory (DIR.erasures); may be repeated. The one \
            beside the new directory is taken by itself.
            """,
            valueName: "file"))
    var erasures: [String] = []
    @Flag(help: "There is no list of who was erased: nobody was since the backup, or the list is lost.")
    var withoutErasures = false

    private struct Outcome: Encodable {
        let backup: Int
        let madeAt: String
        let bytes: Int64
        let imports: Int
        let register: RegisterHead
        let erasedAgain: Int
        /// Sessions, and what people had approved for applications.
        let ended: Int
        let hasKeys: Bool
    }

    func run() throws {
        let directory = URL(given: common.data ?? ".maille")
        guard !FileManager.default.fileExists(atPath: directory.path) else { throw BackupFault.isThere(directory.path) }
        let erased = try erasedPeople(directory)
        let draft = directory.appendingPathExtension("restoring")
        try? FileManager.default.removeItem(at: draft)
        let outcome = try restore(to: draft, for: directory, erased)
        guard rename(draft.path, directory.path) == 0 else {
            throw StoreError.system("rename", path: directory.path, code: errno)
        }
        try Folder.synchronise(directory.deletingLastPathComponent())
        try Summary.give(
            outcome, asJSON: common.json,
            """
            Backup \(outcome.backup) of \(outcome.madeAt) is back in \(directory.path): \(outcome.imports.grouped) \
            imports, \(outcome.register.rows) recordings, \(outcome.erasedAgain.grouped) people erased again, \
            \(outcome.ended.grouped) sessions and approvals ended. Consents, suspensions, passwords and secrets are as \
            they were then: what was taken back since has to be taken back again. \
            Now run maille verify --head with the newest manifest that left.
            """)
    }

    private func erasedPeople(_ directory: URL) throws -> [ErasureList.Line] {
        let beside = ErasureList(beside: directory)
        guard beside.isThere || !erasures.isEmpty || withoutErasures else {
            throw ValidationError(
                """
                give --erasures with the list of who was erased, \(directory.lastPathComponent).erasures of the machine \
                that had the data, or --without-erasures
                """)
        }
        let given = try erasures.flatMap { path in
            let list = ErasureList(URL(given: path))
            guard list.isThere else { throw StoreError.system("open", path: path, code: ENOENT) }
            return try list.lines()
        }
        try beside.add(given)
        return try beside.lines()
    }

    private func restore(to draft: URL, for directory: URL, _ erased: [ErasureList.Line]) throws -> Outcome {
        let backup = try BackupFolder(URL(given: folder))
        let display = ProgressDisplay()
        try backup.write(to: draft) { done, total in
            display.show("restore", done: Int(done), total: Int(total), "\(done.grouped) / \(total.grouped) bytes")
        }
        try ScheduleState.update(in: draft) { $0.restoredAt = .current }
        let data = try DataDirectory(draft, program: { Program.name })
        for name in data.undoneImports {
            Diagnostics.say("the import of \(name) was under way in the backup: import it again")
        }
        let sealed = try backup.secrets()
        if let sealed { try data.keys.bringBack(open(sealed, data, directory)) }
        if sealed == nil { Diagnostics.say("keys/ is not in the backup: put it back from where you keep it") }
        let (again, ended) = try endAgain(erased, data, directory)
        let found = try data.verify { done, total in
            display.show("verify", done: done, total: total, "\(done.grouped) / \(total.grouped) blocks")
        }
        display.finish()
        for fault in found.faults { Diagnostics.say(fault) }
        if !found.faults.isEmpty { throw ExitCode(3) }
        let manifest = backup.manifest
        return Outcome(
            backup: manifest.number, madeAt: manifest.instant.description, bytes: manifest.bytes,
            imports: found.imports, register: found.head, erasedAgain: again, ended: ended, hasKeys: sealed != nil)
    }

    private func open(_ sealed: [UInt8], _ data: DataDirectory, _ directory: URL) throws -> [UInt8] {
        do {
            return try access.keys(of: AccessDatabase(in: data, .all), access.tenantID(of: data), for: directory)
                .openFromBackup(sealed)
        } catch {
            throw BackupFault.sealedKeys
        }
    }

    /// What was ended since the backup, as far as that is known: who was erased is erased again, and everybody signs in
    /// and approves anew.
    private func endAgain(
        _ erased: [ErasureList.Line], _ data: DataDirectory, _ directory: URL
    ) throws -> (erased: Int, ended: Int) {
        let file = data.url.appending(path: "access.sqlite")
        guard FileManager.default.fileExists(atPath: file.path) else { return (0, 0) }
        let people = try AccessDatabase(in: data, .all)
        let again = try people.erase(again: erased) { tenant in
            try access.keys(of: people, tenant, for: directory)
        }
        // The list is beside the draft now; it belongs beside the directory.
        try ErasureList(beside: directory).add(people.erasures())
        try? FileManager.default.removeItem(at: data.url.appendingPathExtension("erasures"))
        let ended = try people.tenants().reduce(0) { try $0 + RestoredAccess.end(on: people, in: $1) }
        for tenant in try people.tenants() { try Deliveries.forgetWaiting(in: people, of: tenant) }
        return (again, ended)
    }
}
