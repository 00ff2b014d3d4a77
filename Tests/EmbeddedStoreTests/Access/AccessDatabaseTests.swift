import Access
import Foundation
import GRDB
import Metering
import Store
import Synchronization
import TestKit
import Testing

@testable import EmbeddedStore

@Suite("The access database")
struct AccessDatabaseTests {
    private let now = CivilDay(daysSinceEpoch: 20_700).start

    @Test("survives power cuts and overwrites what is deleted, by its settings as read back")
    func settings() throws {
        let folder = try TemporaryFolder()
        let access = try AccessDatabase(in: DataDirectory(folder.url), [.access])
        let pragmas = try access.pool.writeWithoutTransaction { db in
            try ["synchronous", "journal_mode", "secure_delete"].map { try String.fetchOne(db, sql: "PRAGMA \($0)") }
        }
        #expect(pragmas == ["2", "wal", "1"])
        let attributes = try FileManager.default.attributesOfItem(
            atPath: folder.url.appending(path: "access.sqlite").path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("finds a recipient's consents by their index, in order, without looking at others'")
    func plan() throws {
        let folder = try TemporaryFolder()
        let access = try AccessDatabase(in: DataDirectory(folder.url), [.access])
        let plan = try access.pool.read { db in
            try Row.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN SELECT body FROM consent \(AccessRows.ofRecipient) ORDER BY id",
                arguments: ["lyon", "supplier"]
            ).map { $0["detail"] as String }
        }
        #expect(plan == ["SEARCH consent USING INDEX consent_by_recipient (tenant=? AND recipient=?)"])
    }

    @Test("keeps everything when it is opened again, under its master key and under no other")
    func reopening() throws {
        let folder = try TemporaryFolder()
        let master = MasterKey.random()
        let (tenant, slots) = (TenantID("lyon"), KeyDerivationSlots())
        var policy = PasswordPolicy()
        policy.cost = .least
        var account: AccountID?
        do {
            let access = try AccessDatabase(in: DataDirectory(folder.url), [.access])
            let accounts = try Accounts(access, master.keys(of: tenant), policy: policy, slots: slots)
            let attributes = PersonalAttributes(name: "Anna", email: "anna@example.org")
            if case .proofNeeded(let id, _) = try accounts.register(
                attributes, password: "correct horse battery", now: now)
            {
                account = id
            }
        }
        let id = try #require(account)
        let access = try AccessDatabase(in: DataDirectory(folder.url), [.access])
        let accounts = try Accounts(access, master.keys(of: tenant), policy: policy, slots: slots)
        #expect(try accounts.attributes(of: id)?.name == "Anna")
        let others = try Accounts(access, MasterKey.random().keys(of: tenant), policy: policy, slots: slots)
        #expect(throws: KeyError.wrongMasterKey) { try others.attributes(of: id) }
    }

    @Test(
        "shows each edit of the log made behind its back",
        arguments: [
            "UPDATE audit_entry SET body = replace(body, 'test', 'tesu') WHERE sequence = 5",
            "UPDATE audit_entry SET hash = 'x' || substr(hash, 2) WHERE sequence = 5",
            "UPDATE audit_entry SET subject = NULL WHERE sequence = 5",
            "DELETE FROM audit_entry WHERE sequence = 5",
            "DELETE FROM audit_entry WHERE sequence > 5",
            "DELETE FROM audit_entry",
            "UPDATE audit_entry SET sequence = -sequence WHERE sequence IN (5, 6); "
                + "UPDATE audit_entry SET sequence = 11 + sequence WHERE sequence IN (-5, -6)",
            "UPDATE audit_root SET body = replace(body, '\"sequence\":', '\"sequence\":1')",
        ])
    func tampering(sql: String) throws {
        let folder = try TemporaryFolder()
        let access = try AccessDatabase(in: DataDirectory(folder.url), [.access])
        let town = try Hamlet(access)
        for _ in 0..<10 {
            _ = try AccessDecisionPoint(access, town.keys, of: .networkOperator).grant(town.request, now: now)
        }
        let log = AuditLog(access, town.keys)
        _ = try log.signRoot(now: now)
        #expect(try log.verify().faults == [])
        try access.pool.write { try $0.execute(sql: sql) }
        #expect(try !log.verify().faults.isEmpty)
    }

    @Test("holds no name or address in clear, and after an erasure no byte of the person in any file")
    func erasure() throws {
        let folder = try TemporaryFolder()
        let directory = try DataDirectory(folder.url)
        let access = try AccessDatabase(in: directory, [.access])
        let keys = MasterKey.random().keys(of: TenantID("lyon"))
        var policy = PasswordPolicy()
        policy.cost = .least
        let accounts = try Accounts(access, keys, policy: policy, slots: KeyDerivationSlots())
        var people: [AccountID] = []
        for number in 0..<40 {
            let attributes = PersonalAttributes(name: "CANARYNAME\(number)", email: "canarymail\(number)@example.org")
            guard
                case .proofNeeded(let id, let secret) = try accounts.register(
                    attributes, password: "correct horse battery", source: RequestSource(network: "\(number)"),
                    now: now),
                try accounts.verifyEmail(secret, now: now),
                case .open = try accounts.signIn(
                    email: attributes.email, password: "correct horse battery", source: "s", now: now)
            else { throw CancellationError() }
            let point = PointID("1450000000\(1_000 + number)")
            let occupancies = Occupancies(access, keys)
            let code = try occupancies.issueActivationLetter(
                for: point, from: CivilDay(daysSinceEpoch: 20_000), by: .machine, now: now)
            _ = try occupancies.activate(code, by: id, now: now)
            let request = ReadRequest(
                by: .resident(id), about: .point(point),
                days: CivilDay(daysSinceEpoch: 20_600)...CivilDay(daysSinceEpoch: 20_601), step: .halfHour,
                purpose: "portal", request: "r")
            for _ in 0..<3 { _ = try AccessDecisionPoint(access, keys, of: .networkOperator).grant(request, now: now) }
            people.append(id)
        }
        for text in ["CANARYNAME", "canarymail", "correct horse"] {
            #expect(try files(in: folder.url, hold: text) == 0)
        }
        let erased = people[17]
        #expect(try files(in: folder.url, hold: "14500000001017") > 0)
        try Erasure.erase(erased, by: .account(erased), on: access, keys, now: now)
        try access.forgetRemoved()
        #expect(try files(in: folder.url, hold: "14500000001017") == 0)
        #expect(try accounts.attributes(of: erased) == nil)
        #expect(try accounts.attributes(of: people[18])?.name == "CANARYNAME18")
        #expect(try AuditLog(access, keys).verify().faults == [])
    }

    /// How many files under a folder hold a text, in any place of any of them.
    private func files(in folder: URL, hold text: String) throws -> Int {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return try names.count { name in
            let file = folder.appending(path: name)
            guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { return false }
            return try Data(contentsOf: file).range(of: Data(text.utf8)) != nil
        }
    }
}

@Suite("Curves by grant")
struct GrantedCurvesTests {
    @Test("give the days of the grant on its step, finer curves coarsened, and nothing else")
    func clipped() throws {
        let folder = try TemporaryFolder()
        let directory = try DataDirectory(folder.url)
        let access = try AccessDatabase(in: directory, [.access])
        let town = try Hamlet(access)
        let channel = Channel(point: town.point)
        let session = try directory.ledger.begin(name: "f", now: town.now)
        for day in 20_680..<20_720 {
            let day = CivilDay(daysSinceEpoch: Int32(day))
            let step = day.daysSinceEpoch.isMultiple(of: 2) ? Step.minutes10 : .minutes30
            let values = (0..<step.count(in: day)).map { Int32($0) }
            try session.keep(
                PointDay(channel: channel, day: day, curve: DayCurve(step: step, unit: .watt, values: values)))
            try session.keep(
                PointDay(
                    channel: Channel(point: PointID("other")), day: day,
                    curve: DayCurve(step: step, unit: .watt, values: values)))
        }
        _ = try session.seal()
        try session.commit(sha256: "x", flows: "", size: 1, summary: "{}")
        let decisions = AccessDecisionPoint(access, town.keys, of: .networkOperator)
        let curves = GrantedCurves(directory.measures, directory.catalogue)
        let known = directory.ledger.known()
        let days = try curves.days(decisions.grant(town.request, now: town.now), known)
        #expect(days.map(\.pointDay.day.daysSinceEpoch) == Array(20_690...20_699))
        #expect(days.allSatisfy { $0.pointDay.channel == channel && $0.pointDay.curve.step == .minutes30 })
        #expect(days[0].pointDay.curve.values.prefix(3) == [1, 4, 7])
        let daily = ReadRequest(
            by: .recipient(town.client, town.recipient, consents: [town.consent]), about: .point(town.point),
            days: CivilDay(daysSinceEpoch: 20_690)...CivilDay(daysSinceEpoch: 20_699), step: .day, purpose: "t",
            request: "r")
        #expect(throws: GrantMisuse.noCurve) {
            try curves.days(decisions.grant(daily, now: town.now), known)
        }
        let figures = try curves.figures(decisions.grant(daily, now: town.now), known)
        #expect(figures.curves.keys.map(\.daysSinceEpoch).sorted() == Array(20_690...20_699))
    }

    @Test("do not tell a difference of indexes that the connection cannot carry")
    func indexes() throws {
        let folder = try TemporaryFolder()
        let directory = try DataDirectory(folder.url)
        let access = try AccessDatabase(in: directory, [.access])
        let town = try Hamlet(access)
        let session = try directory.ledger.begin(name: "f", now: town.now)
        try session.keep(MeteringPoint(id: town.point, connectionPower: .watts(12_000)))
        // 12 kVA and a fifth carry 345,600 Wh a day; indexes in whole kilowatt-hours may differ by 2,000 more, as for
        // publications.
        for (day, value) in [(20_690, 1_000), (20_691, 9_000), (20_692, 356_600), (20_693, 704_201)] {
            try session.keep(
                RegisterReading(
                    channel: Channel(point: town.point), register: .index(temporalClass: "BASE"),
                    at: CivilDay(daysSinceEpoch: Int32(day)).start, value: Int64(value), line: 1))
        }
        _ = try session.seal()
        try session.commit(sha256: "x", flows: "", size: 1, summary: "{}")
        let figures = try GrantedCurves(directory.measures, directory.catalogue).figures(
            AccessDecisionPoint(access, town.keys, of: .networkOperator).grant(town.request, now: town.now),
            directory.ledger.known())
        let energies = (20_690...20_693).map { figures.energy(of: CivilDay(daysSinceEpoch: Int32($0)))?.total }
        #expect(energies == [8_000, 347_600, nil, nil])
    }
}
