import Access
import ArgumentParser
import EmbeddedStore
import Foundation
import Services
import Store

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check the integrity of everything that is kept.",
        discussion: """
            A copy of the directory cannot tell by itself that it is an older one. A manifest that left can, and so \
            can a signed root that is kept elsewhere: give them.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var access: AccessOptions
    @OptionGroup var replay: ReplayOptions
    @Option(
        help: ArgumentHelp(
            "A manifest that left: the register must still have what it had then; may be repeated.",
            valueName: "manifest"))
    var head: [String] = []
    @Option(help: ArgumentHelp("A file of the register's roots that was kept elsewhere.", valueName: "file"))
    var roots: String?
    @Option(
        help: ArgumentHelp(
            "Where no fault is found, sign the register's head and add the root as a line to a file kept elsewhere.",
            valueName: "file"))
    var sign: String?

    private struct Outcome: Encodable {
        let blocks: Int
        let pointDays: Int
        let imports: Int
        let releases: Int
        let register: RegisterHead
        let faults: [String]
    }

    func run() throws {
        let display = ProgressDisplay()
        let copy = try common.readOnlyCopy()
        if copy != nil { Diagnostics.say("it cannot be written: its databases are looked at as copies") }
        let data = try copy?.data ?? common.openPresent()
        defer { withExtendedLifetime(copy) {} }
        var found = try data.verify { done, total in
            display.show("verify", done: done, total: total, "\(done.grouped) / \(total.grouped) blocks")
        }
        display.finish()
        found.faults += try head.compactMap { try fault(ofManifest: $0, data) }
        let keys = roots == nil && sign == nil ? nil : try access.keys(of: data)
        if let roots, let keys {
            let outside = try RootFile<RegisterRoot>(URL(given: roots)).roots()
            found.faults += try data.faults(of: outside, keys)
        }
        for fault in found.faults { Diagnostics.say(fault) }
        try give(found)
        if !found.faults.isEmpty { throw ExitCode(3) }
        if let sign, let keys { try self.sign(data, keys, sign) }
    }

    private func give(_ found: Verification) throws {
        let outcome = Outcome(
            blocks: found.blocks, pointDays: found.pointDays, imports: found.imports, releases: found.releases,
            register: found.head, faults: found.faults)
        let verdict = found.faults.isEmpty ? "all is as it was kept" : found.faults.count.counted("fault")
        try Summary.give(
            outcome, asJSON: common.json,
            """
            \(found.imports.counted("import")), \(found.pointDays.counted("version")) of point-days in \(found.blocks.counted("block")), \
            \(found.releases.counted("verdict")): \(verdict).
            The register has \(Int(found.head.rows).counted("recording")) and ends with the link \(found.head.link).
            """)
    }

    /// Nil where the register holds what it had when the manifest was made.
    private func fault(ofManifest path: String, _ data: DataDirectory) throws -> String? {
        let manifest = try ManifestHead(file: path)
        let standing = try manifest.standing(in: data.releases)
        let days = manifest.forgottenDays(now: replay.instant)
        return standing.fault(of: manifest.register, in: path).map {
            "\($0). Put a newer backup back; if there is none, close its days, \(days.lowerBound) to "
                + "\(days.upperBound): maille close --manifest \(path)"
        }
    }

    private func sign(_ data: DataDirectory, _ keys: TenantKeys, _ path: String) throws {
        let file = try RootFile<RegisterRoot>(URL(given: path))
        let root = try data.signRegister(by: keys, now: replay.instant)
        try file.add(root)
        Diagnostics.say("signed up to recording \(root.rows)")
    }
}

extension ManifestHead {
    init(file path: String) throws { try self.init([UInt8](Data(contentsOf: URL(given: path)))) }
}
