package import Foundation
import GRDB
package import Metering
package import Store

/// Copies a data directory that is in use into a folder, as it is at one moment.
///
///     backup.json        what the backup consists of: written last, in one step
///     snapshot-N/        the databases, settings, profile, schedule, policies and mappings of the Nth backup
///     segments/          the curves: only what is new of a segment is copied
///     publications/      the open documents: only new ones are copied
///     lock               held while a backup is made or read
///
/// Nothing that the last finished backup lists is changed before the next one is finished: what is appended to segments
/// lies behind the bytes that it knows.
struct Backup {
    private let data: DataDirectory
    private let folder: URL
    private let snapshot: String
    private let previous: BackupManifest?
    private let lock: DirectoryLock
    private var files: [BackedUpFile] = []
    private var copied: Int64 = 0
    private static let own: Set = [BackupManifest.name, "segments", "publications", "lock", "backup.json.partial"]

    /// Throws where the folder holds other things, or a backup that this directory does not descend into.
    init(of data: DataDirectory, in folder: URL) throws {
        (self.data, self.folder) = (data, folder)
        try Folder.make(folder)
        let others = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { !Backup.own.contains($0) && !$0.hasPrefix("snapshot-") }
        guard others.isEmpty else { throw BackupFault.notEmpty(folder.path) }
        lock = try DirectoryLock(folder.appending(path: "lock"))
        previous = try BackupManifest.read(in: folder)
        if let previous, previous.register.rows > 0, try data.releases.standing(of: previous.register) != .held {
            throw BackupFault.otherRegister(folder.path)
        }
        snapshot = "snapshot-\((previous?.number ?? 0) + 1)"
    }

    /// Readers, writers and publications go on meanwhile; a compaction keeps what is read here until it is copied.
    mutating func make(
        secrets: [UInt8]?, program: String, now: Instant, progress: (_ done: Int64, _ of: Int64) -> Void
    ) throws -> BackupOutcome {
        let segments = data.measures.curves.segments
        let register = try segments.whileReading {
            try? FileManager.default.removeItem(at: folder.appending(path: snapshot))
            try Folder.make(folder.appending(path: snapshot))
            let content = try copyDatabases()
            try copySettings()
            try copyDocuments(content.documents)
            try copySegments(content.segments, progress)
            return content.register
        }
        if let secrets { try keep(secrets, as: "keys.sealed", at: nil) }
        for folder in ["segments", "publications", snapshot].map({ self.folder.appending(path: $0) })
        where FileManager.default.fileExists(atPath: folder.path) { try Folder.synchronise(folder) }
        try Folder.synchronise(folder)
        let manifest = BackupManifest(
            format: BackupManifest.format, program: program, madeAt: now.secondsSinceEpoch,
            number: (previous?.number ?? 0) + 1, register: register, files: files)
        try manifest.write(in: folder)
        removeOthers()
        return BackupOutcome(
            number: manifest.number, files: files.count, bytes: manifest.bytes, copied: copied,
            hasKeys: secrets != nil, register: register)
    }
}

/// What a backup came to.
package struct BackupOutcome: Encodable, Sendable {
    package let number: Int
    package let files: Int
    package let bytes: Int64
    /// What was not in the folder before.
    package let copied: Int64
    package let hasKeys: Bool
    package let register: RegisterHead
}

// MARK: what is copied

extension Backup {
    /// What the copy of the database says of the files beside it.
    private struct Content {
        let register: RegisterHead
        let documents: Set<String>
        /// The length of each segment up to the last block of an import that is kept.
        let segments: [(number: Int64, length: Int64)]
    }

    /// The people's database first: what it knows of imports, the other one has.
    private mutating func copyDatabases() throws -> Content {
        let people = data.url.appending(path: "access.sqlite")
        if FileManager.default.fileExists(atPath: people.path) {
            _ = try copy(DatabaseQueue(path: people.path), as: "access.sqlite") { _ in }
        }
        let content = try copy(data.pool, as: "maille.sqlite") { db in
            Content(
                register: try RegisterChain.last(db)?.head ?? RegisterHead(rows: 0, link: ""),
                documents: Set(try KeptEdition.fetchAll(db).map { "\($0.policy)/\($0.name)" }),
                segments: try Row.fetchAll(
                    db,
                    sql: """
                        SELECT segment, max(offset + length) FROM block JOIN import ON import.id = import_id
                        WHERE state = 'kept' GROUP BY segment ORDER BY segment
                        """
                ).map { ($0[0], $0[1]) })
        }
        if content.register.rows > 0 {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            try keep([UInt8](encoder.encode(content.register)), as: "register.json", at: "curves/register.json")
        }
        return content
    }

    /// Copies a database page by page, as of one moment, and asks the copy.
    private mutating func copy<Answer>(
        _ source: some DatabaseReader, as name: String, ask: (Database) throws -> Answer
    ) throws -> Answer {
        let url = folder.appending(path: "\(snapshot)/\(name)")
        let target = try DatabaseQueue(path: url.path)
        try source.backup(to: target)
        let answer = try target.read(ask)
        try target.close()
        chmod(url.path, 0o600)
        try Folder.synchronise(url)
        let piece = try FilePieces(url).piece(from: 0, to: nil)
        add(BackedUpFile(path: "\(snapshot)/\(name)", place: name, pieces: [piece]), copied: piece.bytes)
        return answer
    }

    private mutating func copySettings() throws {
        let kept = ["policies", "mappings"].flatMap { folder in
            let names = try? FileManager.default.contentsOfDirectory(atPath: data.url.appending(path: folder).path)
            return (names ?? []).sorted().map { "\(folder)/\($0)" }
        }
        let names = ["settings.json", "tenant.json", "schedule.json"] + kept
        for name in names {
            if let bytes = try content(of: name) { try keep(bytes, as: name, at: name) }
        }
    }

    /// Nil where there is no such file. Throws where it cannot be read: it would be missing from the backup.
    private func content(of name: String) throws -> [UInt8]? {
        let url = data.url.appending(path: name)
        return FileManager.default.fileExists(atPath: url.path) ? [UInt8](try Data(contentsOf: url)) : nil
    }

    /// The file of the last backup, where it is there as long as that says. What it holds is read by `backup --check`.
    private func kept(_ isAsked: (BackedUpFile) -> Bool) -> BackedUpFile? {
        previous?.files.first(where: isAsked).flatMap { file in
            let path = folder.appending(path: file.path).path
            let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64
            return (size ?? 0) >= file.bytes ? file : nil
        }
    }

    /// Documents never change: those that the last backup has are there.
    private mutating func copyDocuments(_ known: Set<String>) throws {
        for document in try data.documents.keptDocuments() where known.contains(document) {
            for kind in ["csv", "json"] {
                let path = "publications/\(document).\(kind)"
                if let same = kept({ $0.path == path }) {
                    add(same, copied: 0)
                } else if let bytes = try content(of: path) {
                    try keep(bytes, at: path, path: path)
                }
            }
        }
    }

    private mutating func copySegments(
        _ segments: [(number: Int64, length: Int64)], _ progress: (_ done: Int64, _ of: Int64) -> Void
    ) throws {
        try Folder.make(folder.appending(path: "segments"))
        let total = segments.reduce(0) { $0 + $1.length }
        var done: Int64 = 0
        for segment in segments {
            let name = SegmentFiles.path(of: segment.number, in: URL(filePath: "/")).dropFirst()
            var file = try copied(segment, as: String(name))
            let known = file.bytes
            if segment.length > known {
                file.pieces.append(try copy(segment.number, from: known, to: segment.length, file.path))
            }
            add(file, copied: segment.length - known)
            done += segment.length
            progress(done, total)
        }
    }

    /// The copy in the last backup, where it is one of this segment. Numbers are given anew where a directory that was
    /// put back went another way: then the copy gets a name of its own.
    private func copied(_ segment: (number: Int64, length: Int64), as name: String) throws -> BackedUpFile {
        let place = "curves/\(name)"
        guard let known = kept({ $0.place == place }) else {
            return BackedUpFile(path: "segments/\(name)", place: place, pieces: [])
        }
        if known.bytes <= segment.length, try known.pieces.last?.end == end(of: segment.number, at: known.bytes) {
            return known
        }
        return BackedUpFile(path: "segments/\(snapshot)-\(name)", place: place, pieces: [])
    }

    private func end(of segment: Int64, at end: Int64) throws -> String {
        let length = min(end, 64 << 10)
        return Fingerprint.of(
            try data.measures.curves.segments.read(segment, at: end - length, length: Int(length)))
    }

    private func copy(_ segment: Int64, from start: Int64, to end: Int64, _ path: String) throws -> BackedUpFile.Piece {
        let url = folder.appending(path: path)
        let descriptor = open(url.path, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError.system("open", path: url.path, code: errno) }
        let file = OpenFile(descriptor)
        var fingerprint = Fingerprint()
        var offset = start
        while offset < end {
            let length = Int(min(FilePieces.step, end - offset))
            let bytes = try data.measures.curves.segments.read(segment, at: offset, length: length)
            guard bytes.withUnsafeBytes({ file.write($0, at: Int(offset)) }) else {
                throw StoreError.system("write", path: url.path, code: errno)
            }
            bytes.withUnsafeBytes { fingerprint.add($0) }
            offset += Int64(length)
        }
        // What a backup that was not finished left behind the end.
        guard ftruncate(descriptor, Int(end)) == 0, fsync(descriptor) == 0 else {
            throw StoreError.system("fsync", path: url.path, code: errno)
        }
        return BackedUpFile.Piece(
            bytes: end - start, sha256: fingerprint.hexadecimal, end: try self.end(of: segment, at: end))
    }

    /// Writes a small file, into the snapshot unless `path` says where.
    private mutating func keep(_ bytes: [UInt8], as name: String = "", at place: String?, path: String? = nil) throws {
        let path = path ?? "\(snapshot)/\(name)"
        let url = folder.appending(path: path)
        try Folder.make(url.deletingLastPathComponent())
        try DurableFile(url, permissions: 0o600).write(bytes)
        let piece = BackedUpFile.Piece(bytes: Int64(bytes.count), sha256: Fingerprint.of(bytes))
        add(BackedUpFile(path: path, place: place, pieces: [piece]), copied: piece.bytes)
    }

    private mutating func add(_ file: BackedUpFile, copied bytes: Int64) {
        files.append(file)
        copied += bytes
    }

    /// Removes what the backup does not list any more; what cannot be removed goes with the next one.
    private func removeOthers() {
        let listed = Set(files.map(\.path))
        let manager = FileManager.default
        for name in (try? manager.contentsOfDirectory(atPath: folder.path)) ?? []
        where name.hasPrefix("snapshot-") && name != snapshot {
            try? manager.removeItem(at: folder.appending(path: name))
        }
        for name in (try? manager.contentsOfDirectory(atPath: folder.appending(path: "segments").path)) ?? []
        where !listed.contains("segments/\(name)") {
            try? manager.removeItem(at: folder.appending(path: "segments/\(name)"))
        }
    }
}

extension DataDirectory {
    /// Copies the directory into a folder, as it is at one moment, while it is in use. Costs the databases, and what is
    /// new of the curves and the documents since the folder's last backup.
    ///
    /// Whatever ends it, the folder holds the backup before or this one, whole. Keys are in it only as `secrets`, which
    /// the caller has sealed; files of exports and uploads are not. Throws `BackupFault` for a folder of other things.
    package func backUp(
        in folder: URL, secrets: [UInt8]? = nil, program: String, now: Instant,
        progress: (_ done: Int64, _ of: Int64) -> Void = { _, _ in }
    ) throws -> BackupOutcome {
        var backup = try Backup(of: self, in: folder)
        return try backup.make(secrets: secrets, program: program, now: now, progress: progress)
    }
}
