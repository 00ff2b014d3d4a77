import Access
import ArgumentParser
import EmbeddedStore
import Foundation
import Metering
import Store

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the data directory into a folder, as it is at one moment, while it is in use.",
        discussion: """
            A second backup into the same folder copies what is new and takes the place of the first in one step: \
            whatever interrupts it, the folder holds one of them whole. The master key is never in it, and keys/ only \
            with --with-keys, sealed with the master key. Files of exports and uploads are not in it.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var access: AccessOptions
    @OptionGroup var replay: ReplayOptions
    @Argument(help: "The folder; better on another disk.") var folder: String
    @Flag(help: "Copy keys/ too, sealed with the master key.") var withKeys = false
    @Flag(help: "Make none: read the one that is there, and compare every byte with its digests.") var check = false

    func validate() throws {
        guard !check || !withKeys else { throw ValidationError("give either --check or --with-keys") }
    }

    func run() throws {
        if check { return try checkBackup() }
        let data = try common.openPresent()
        let secrets = withKeys ? try access.keys(of: data).sealForBackup(data.keys.exported()) : nil
        let display = ProgressDisplay()
        let done = try data.backUp(
            in: URL(given: folder), secrets: secrets, program: Program.name, now: replay.instant
        ) { done, total in
            display.show("backup", done: Int(done), total: Int(total), "\(done.grouped) / \(total.grouped) bytes")
        }
        display.finish()
        if !withKeys { Diagnostics.say("keys/ is not in the backup: keep it apart, or give --with-keys") }
        try Summary.give(
            done, asJSON: common.json,
            """
            Backup \(done.number) has \(done.bytes.grouped) bytes in \(done.files.grouped) files; \
            \(done.copied.grouped) bytes were copied. \
            The register had \(Int(done.register.rows).grouped) recordings.
            """)
    }

    private struct Checked: Encodable {
        let number: Int
        let madeAt: String
        let bytes: Int64
        let program: String
    }

    private func checkBackup() throws {
        guard Invocation.current.server == nil else { throw ServerRefusal.notServed("backup --check") }
        let backup = try BackupFolder(URL(given: folder))
        let display = ProgressDisplay()
        try backup.check { done, total in
            display.show("check", done: Int(done), total: Int(total), "\(done.grouped) / \(total.grouped) bytes")
        }
        display.finish()
        let manifest = backup.manifest
        try Summary.give(
            Checked(
                number: manifest.number, madeAt: manifest.instant.description, bytes: manifest.bytes,
                program: manifest.program),
            asJSON: common.json,
            "Backup \(manifest.number) of \(manifest.instant): \(manifest.bytes.grouped) bytes, all as they were written."
        )
    }
}
