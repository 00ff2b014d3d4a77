import DirectoryKit
import Disclosure
import Foundation
import GRDB
import Metering
import Store
import Synchronization
import TestKit
import Testing

@testable import EmbeddedStore

@Suite("A data directory")
struct DataDirectoryTests {
    private let now = Instant(secondsSinceEpoch: 1_800_000_000)
    private let day = CivilDay(daysSinceEpoch: 20_000)

    private func pointDay(_ number: Int, _ value: Int32) -> PointDay {
        PointDay(
            channel: Channel(point: PointID("p\(number)")), day: day,
            curve: DayCurve(step: .hour, unit: .watt, values: Array(repeating: value, count: 24)))
    }

    private func keep(_ days: [PointDay], in data: DataDirectory, sha256: String = "x") throws {
        let session = try data.ledger.begin(name: "file", now: now)
        for day in days { try session.keep(day) }
        _ = try session.seal()
        try session.commit(sha256: sha256, flows: "", size: 1, summary: "{}")
    }

    @Test("survives power cuts by its settings, WAL and synchronous FULL, and has small pages, as read back")
    func settings() throws {
        let folder = try TemporaryFolder()
        let data = try DataDirectory(folder.url)
        let pragmas = try data.pool.writeWithoutTransaction { db in
            try ["synchronous", "journal_mode", "foreign_keys", "page_size"].map {
                try String.fetchOne(db, sql: "PRAGMA \($0)")
            }
        }
        #expect(pragmas == ["2", "wal", "1", "1024"])
    }

    @Test("belongs to one process at a time")
    func lock() throws {
        let folder = try TemporaryFolder()
        let data = try DataDirectory(folder.url)
        #expect { try DataDirectory(folder.url) } throws: {
            String(describing: $0).contains("another process is using")
        }
        withExtendedLifetime(data) {}
    }

    /// A descriptor closed twice is, in between, that of a file which another thread has just opened.
    @Test("closes its own lock alone when it is in use")
    func refusedLock() throws {
        let folder = try TemporaryFolder()
        let url = folder.url.appending(path: "lock")
        let held = try DirectoryLock(url)
        let isOver = Atomic(false)
        let lost = Atomic(0)
        let opener = Thread {
            while !isOver.load(ordering: .relaxed) {
                let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
                for _ in 0..<20 where fcntl(descriptor, F_GETFD) < 0 { lost.add(1, ordering: .relaxed) }
                close(descriptor)
            }
        }
        opener.start()
        for _ in 0..<20_000 { #expect(throws: StoreError.self) { try DirectoryLock(url) } }
        isOver.store(true, ordering: .relaxed)
        while !opener.isFinished { Thread.sleep(forTimeInterval: 0.001) }
        #expect(lost.load(ordering: .relaxed) == 0)
        withExtendedLifetime(held) {}
    }

    @Test("keeps what was committed and undoes what was not, when it is opened again")
    func interrupted() throws {
        let folder = try TemporaryFolder()
        do {
            let data = try DataDirectory(folder.url)
            try keep([pointDay(1, 10)], in: data)
            let session = try data.ledger.begin(name: "cut short", now: now)
            try session.keep(pointDay(1, 99))
            try session.keep(pointDay(2, 99))
            try session.keep(
                RegisterReading(channel: pointDay(3, 1).channel, register: .totalIndex, at: now, value: 5, line: 1))
            try session.keep(MeteringPoint(id: PointID("p9")))
            _ = try session.seal()
        }
        let data = try DataDirectory(folder.url)
        #expect(data.undoneImports == ["cut short"])
        var found: [PointDay] = []
        try data.forEachDay(in: day...day, data.ledger.known()) { found.append($0.pointDay) }
        #expect(found == [pointDay(1, 10)])
        #expect(try data.catalogue.points(data.ledger.known()).isEmpty)
        try data.measures.forEachReading(of: .totalIndex, in: now...now, of: .all, data.ledger.known()) {
            Issue.record("\($1) of channel \($0) is left")
        }
        // Its channels keep the numbers they were given: they never come to stand for others.
        let number = try #require(try data.catalogue.channels.number(of: pointDay(2, 1).channel))
        #expect(try data.verify().faults == [])
        try keep([pointDay(2, 5)], in: data, sha256: "y")
        #expect(try data.catalogue.channels.number(of: pointDay(2, 1).channel) == number)
        #expect(try data.verify().pointDays == 2)
    }

    @Test("cuts off bytes that no import acknowledged")
    func tail() throws {
        let folder = try TemporaryFolder()
        do {
            let data = try DataDirectory(folder.url)
            try keep([pointDay(1, 10)], in: data)
        }
        let segment = folder.url.appending(path: "curves/000001.seg")
        let length = try Data(contentsOf: segment).count
        let handle = try FileHandle(forWritingTo: segment)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(repeating: 7, count: 1_000))
        try handle.close()
        let data = try DataDirectory(folder.url)
        #expect(try Data(contentsOf: segment).count == length)
        #expect(try data.verify().faults == [])
    }

    @Test("forgets a refused file whole, and remembers the refusal")
    func refused() throws {
        let folder = try TemporaryFolder()
        let data = try DataDirectory(folder.url)
        let session = try data.ledger.begin(name: "bad", now: now)
        for number in 0..<5_000 { try session.keep(pointDay(number, 3)) }
        try session.note(Diagnostic(.flagged, Rule("r", "because"), "d"))
        try session.refuse(Diagnostic(.refused, Rule("truncated-file", "because"), "cut"), sha256: "s")
        try data.measures.forEachTotal(of: .all, in: day...day, data.ledger.known()) { channel, day, _, _, _ in
            Issue.record("\(day) of channel \(channel) is left")
        }
        let segment = folder.url.appending(path: "curves/000001.seg")
        #expect(!FileManager.default.fileExists(atPath: segment.path))
        #expect(try data.ledger.entries().map(\.isKept) == [false])
        #expect(try data.ledger.diagnostics(of: session.revision).map(\.rule.name) == ["truncated-file"])
        var verified = Verification()
        verified.head = try data.releases.head()
        #expect(try data.verify() == verified)
    }

    @Test("finds a flipped bit, a lost segment and a changed verdict")
    func damage() throws {
        let folder = try TemporaryFolder()
        do {
            let data = try DataDirectory(folder.url)
            try keep((0..<100).map { pointDay($0, Int32($0)) }, in: data)
        }
        let segment = folder.url.appending(path: "curves/000001.seg")
        let whole = try Data(contentsOf: segment)
        var damaged = whole
        damaged[damaged.count / 2] ^= 4
        try damaged.write(to: segment)
        #expect(try DataDirectory(folder.url).verify().faults.count == 1)
        try whole.prefix(whole.count / 2).write(to: segment)
        #expect(try DataDirectory(folder.url).verify().faults.count == 1)
        try whole.write(to: segment)
        let data = try DataDirectory(folder.url)
        #expect(try data.verify().faults == [])
        try data.pool.write { try $0.execute(sql: "UPDATE channel_page SET channels = zeroblob(length(channels))") }
        #expect(try data.verify().faults.count == 1)
    }
}

@Suite("The registry and the register readings")
struct RegistryTests {
    private let now = Instant(secondsSinceEpoch: 1_800_000_000)

    @Test("take the latest statement, and keep what was known before")
    func latest() throws {
        let folder = try TemporaryFolder()
        let data = try DataDirectory(folder.url)
        let channel = Channel(point: PointID("p"))
        for (power, value) in [(6_000, 10), (9_000, 11)] as [(Int32, Int64)] {
            let moment = Instant(secondsSinceEpoch: now.secondsSinceEpoch + value)
            let session = try data.ledger.begin(name: "f", now: moment)
            try session.keep(
                MeteringPoint(
                    id: channel.point, directions: [.extraction, .injection], segment: "C5",
                    subscribedPower: .watts(power), commune: "01004", inServiceSince: CivilDay(daysSinceEpoch: 9)))
            try session.keep(RegisterReading(channel: channel, register: .totalIndex, at: now, value: value, line: 1))
            #expect(try session.seal().registers == 1)
            try session.commit(sha256: "\(value)", flows: "", size: 0, summary: "{}")
        }
        #expect(try data.catalogue.point(channel.point, data.ledger.known())?.subscribedPower == .watts(9_000))
        #expect(try data.catalogue.point(channel.point, data.ledger.known())?.directions == [.extraction, .injection])
        #expect(try data.catalogue.points(data.ledger.known()).count == 1)
        #expect(
            try data.readings(of: channel, .totalIndex, in: now...now, data.ledger.known()).map(\.value) == [
                11
            ])
        let before = Instant(secondsSinceEpoch: now.secondsSinceEpoch + 10)
        #expect(
            try data.readings(of: channel, .totalIndex, in: now...now, data.ledger.known(at: before)).map(
                \.value) == [10])
    }

    @Test("number the holders of several points; everybody else is counted by their point")
    func holders() throws {
        let folder = try TemporaryFolder()
        let data = try DataDirectory(folder.url)
        let lists: [[(String, String?)]] = [
            [("a", "x"), ("b", "x"), ("c", "y"), ("d", "z")], [("b", nil), ("d", "y")],
        ]
        for (number, list) in lists.enumerated() {
            let session = try data.ledger.begin(name: "f", now: now)
            for (point, holder) in list { try session.keep(MeteringPoint(id: PointID(point), holder: holder)) }
            _ = try session.seal()
            try session.commit(sha256: "\(number)", flows: "", size: 0, summary: "{}")
        }
        let numbers = try ["a", "b", "c", "d", "e"].map {
            try data.catalogue.channels.assign(Channel(point: PointID($0)))
        }
        // As an import that is kept.
        try data.pool.write { try data.catalogue.channels.saveNew($0) }
        let holders = try data.catalogue.holders(data.ledger.known())
        #expect(numbers.map { holders[$0].number } == [1, 1, 2, 2, 0])
        #expect(holders.requester("y").controlledPoints == [PointID("c"), PointID("d")])
        #expect(try data.catalogue.point(PointID("b"), data.ledger.known())?.holder == "x")
    }

    @Test("define a set whole by its latest list")
    func sets() throws {
        let folder = try TemporaryFolder()
        let data = try DataDirectory(folder.url)
        let set = PointSet(id: "s", kind: "building", useCase: "2a", visibility: .restricted)
        for members in [["a", "b", "c"], ["b"]] {
            let session = try data.ledger.begin(name: "f", now: now)
            for member in members {
                let membership = Membership(
                    channel: Channel(point: PointID(member)), from: CivilDay(daysSinceEpoch: 1), consent: .curve)
                try session.keep(membership, of: set)
            }
            _ = try session.seal()
            try session.commit(sha256: members.joined(), flows: "", size: 0, summary: "{}")
        }
        #expect(try data.catalogue.sets(data.ledger.known()) == [set])
        let members = try data.catalogue.members(of: "s", data.ledger.known()).members
        let numbers = members.flatMap {
            $0.present(throughout: CivilDay(daysSinceEpoch: 2)...CivilDay(daysSinceEpoch: 2)).numbers
        }
        #expect(try numbers.map { try data.catalogue.channels.channel($0)?.point.text } == ["b"])
    }
}
