import Access
import ArgumentParser
import Disclosure
import EmbeddedStore
import Foundation
import Metering
import Store
import Web

/// What `tenant init` was asked for.
struct TenantOrder {
    let tenant: TenantID
    let kind: OperatorKind
    let template: URL
    let directory: URL
    let origin: String
    let masterKey: URL?
    let settings: URL?
    /// Whether a profile that is there may change.
    let replaces: Bool
    let now: Instant
}

/// What has to be done for a tenant, found and checked before anything is. Carrying it out again does nothing.
struct TenantPlan {
    let profile: TenantProfile
    private let order: TenantOrder
    /// The directory, open, where there is one.
    private let present: DataDirectory?
    private let isDescribed: Bool
    private var settings: ServerSettingsFile?
    private let isListed: Bool
    let entry: ServerSettingsFile.Entry
    let masterKey: URL

    /// Throws with all that is wrong.
    init(_ order: TenantOrder) throws {
        self.order = order
        let origin = try Origin(order.origin)
        entry = .init(data: order.directory.standardizedFileURL.path, origin: origin.description)
        var settings = try order.settings.map { try ServerSettingsFile($0) }
        masterKey = order.masterKey ?? settings?.masterKey ?? order.directory.appendingPathExtension("key")
        profile = try TenantPlan.profile(order)
        present =
            try TenantPlan.isThere(order.directory) ? DataDirectory(order.directory, program: { Program.name }) : nil
        let former = try present?.documents.tenantProfile()
        let policies = try present.map { try PolicyLibrary(with: $0) } ?? PolicyLibrary()
        let faults = profile.faults(
            on: CivilDay(containing: order.now), policies: Set(policies.policies.keys), after: former)
        guard faults.isEmpty else { throw TenantProfileFault(faults: faults) }
        if let former, former != profile, !order.replaces {
            throw ValidationError(
                "\(order.directory.path) is described otherwise already (\(try profile.changes(from: former))): "
                    + "give --replace to change it")
        }
        isDescribed = former == profile
        isListed = try settings?.add(order.tenant.text, entry) == false
        self.settings = settings
        // Where there are no people yet, a key is made with the first profile.
        if let present, FileManager.default.fileExists(atPath: present.url.appending(path: "access.sqlite").path) {
            _ = try TenantPlan.keys(of: present, order.tenant, masterKey, now: order.now)
        }
    }

    /// In words, what will be done.
    var steps: [String] {
        var steps: [String] = []
        if present == nil {
            let isKeyThere = FileManager.default.fileExists(atPath: masterKey.path)
            steps.append(
                "make the data directory \(entry.data), under \(isKeyThere ? "" : "a new master key, ")\(masterKey.path)"
            )
        }
        if !isDescribed {
            let texts = LegalText.Kind.allCases.reduce(0) { $0 + profile.texts[$1].count }
            steps.append(
                "describe it: \(profile.name.fr) / \(profile.name.en), \(profile.kind.name.english), "
                    + "\(profile.territories.count) territories, \(texts) legal texts, \(profile.policies.count) policies"
            )
        }
        if let file = order.settings, !isListed { steps.append("add the tenant \(order.tenant) to \(file.path)") }
        return steps
    }

    /// Each step is whole or not there, in this order: a server that is started in between does not know the tenant,
    /// and the same command goes on where it stopped.
    func carryOut() throws {
        if let present {
            if !isDescribed { try describe(present) }
        } else {
            try make()
        }
        if !isListed { try settings?.write() }
    }

    /// Beside its place, and there under its name once it is whole.
    private func make() throws {
        let draft = order.directory.appendingPathExtension("making")
        try removeFormer(draft)
        try Folder.make(order.directory.deletingLastPathComponent())
        try describe(DataDirectory(draft, program: { Program.name }))
        guard rename(draft.path, order.directory.path) == 0 else {
            throw StoreError.system("rename", path: order.directory.path, code: errno)
        }
        try Folder.synchronise(order.directory.deletingLastPathComponent())
    }

    /// What a run before left. Throws where it is something else.
    private func removeFormer(_ draft: URL) throws {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: draft.path) else { return }
        guard names.isEmpty || names.contains("lock") else {
            throw ValidationError("\(draft.path) is there and no data directory: move it away")
        }
        try FileManager.default.removeItem(at: draft)
    }

    /// The entry of the log comes first: no profile is in force that it does not have.
    private func describe(_ data: DataDirectory) throws {
        let (access, keys) = try TenantPlan.keys(of: data, order.tenant, masterKey, now: order.now)
        let digest = Fingerprint.of([UInt8](try profile.json()))
        _ = try access.transaction(in: keys.tenant) { store in
            try store.note(
                .tenantDescribed, by: .invoker, subject: nil, purpose: "\(profile.kind.rawValue) \(digest)", keys,
                now: order.now)
        }
        try data.documents.keep(profile)
    }

    /// Throws where the directory is another tenant's, or another master key's.
    private static func keys(
        of data: DataDirectory, _ tenant: TenantID, _ file: URL, now: Instant
    ) throws -> (AccessDatabase, TenantKeys) {
        let access = try AccessDatabase(in: data, .all)
        return (access, try MasterKeyFile(file).key(of: access).keys(of: tenant, in: access, now: now))
    }

    private static func profile(_ order: TenantOrder) throws -> TenantProfile {
        guard let bytes = try? Data(contentsOf: order.template) else {
            throw ValidationError("\(order.template.path) cannot be read: give --from with a template")
        }
        let folder = order.template.deletingLastPathComponent()
        return try TenantTemplate(json: [UInt8](bytes)).profile(of: order.tenant, order.kind) { name in
            guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
                throw ValidationError("\(name) is not beside the template")
            }
            return [UInt8](try Data(contentsOf: folder.appending(path: name)))
        }
    }

    /// False for what is not there, or an empty folder. Throws for anything that is no data directory.
    private static func isThere(_ directory: URL) throws -> Bool {
        guard FileManager.default.fileExists(atPath: directory.path) else { return false }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory.path) else {
            throw ValidationError("\(directory.path) is no folder: give another --data")
        }
        if names.isEmpty { return false }
        guard names.contains("maille.sqlite") else {
            throw ValidationError("\(directory.path) has files and is no data directory: give another --data")
        }
        return true
    }
}

extension TenantProfile {
    /// The fields that differ, for people.
    fileprivate func changes(from former: TenantProfile) throws -> String {
        func fields(_ profile: TenantProfile) throws -> [String: Any] {
            try JSONSerialization.jsonObject(with: profile.json()) as? [String: Any] ?? [:]
        }
        let (new, old) = (try fields(self), try fields(former))
        return Set(new.keys).union(old.keys).filter { name in
            !((new[name] as? NSObject)?.isEqual(old[name]) ?? (old[name] == nil))
        }.sorted().joined(separator: ", ")
    }
}
