import Metering
import Testing

@testable import Access

/// Roles that an account has besides its own.
@Suite struct AssignmentTests {
    private let town = Town()
    private var today: CivilDay { CivilDay(containing: town.start) }

    private func roles(of account: AccountID, after days: Int = 0) throws -> Set<Role> {
        let now = today.advanced(by: days).start.advanced(minutes: 60)
        return try town.store.read(in: town.keys.tenant) { store in
            try store.roles(of: #require(try store.record(Account.self, account.text)), now: now)
        }
    }

    private func assign(
        _ role: Role, about resource: Assignment.Resource = .tenant, to account: AccountID, until: CivilDay? = nil
    ) throws -> Assignment {
        let assignment = try Assignment(role, about: resource, to: account, from: today, until: until)
        try town.accounts().assign(assignment, by: .machine, now: town.start)
        return assignment
    }

    @Test func `a resident is also an officer of a town, from the first day to the last`() throws {
        let anna = try town.person("anna")
        _ = try assign(
            .territoryOfficer, about: .recipient("Ville de Lyon"), to: anna, until: today.advanced(by: 10))
        #expect(try roles(of: anna, after: -1) == [.resident])
        #expect(try roles(of: anna) == [.resident, .territoryOfficer])
        #expect(try roles(of: anna, after: 9) == [.resident, .territoryOfficer])
        #expect(try roles(of: anna, after: 10) == [.resident])
    }

    @Test func `a mandate makes a manager of whoever has it`() throws {
        let anna = try town.person("anna")
        try town.store.transaction(in: town.keys.tenant) {
            try $0.put(Mandate(manager: anna, set: "house", from: town.start, until: today.advanced(by: 3).start))
        }
        #expect(try roles(of: anna) == [.resident, .buildingManager])
        #expect(try roles(of: anna, after: 3) == [.resident])
    }

    @Test func `a role of staff ends the sessions that a password alone opened, and asks for the second step`() throws {
        let anna = try town.person("anna")
        let accounts = try town.accounts()
        func signIn() throws -> Accounts.SignIn {
            try accounts.signIn(
                email: "anna@example.org", password: Town.password, source: "192.0.2.1", now: town.start)
        }
        guard case .open(let secret, _) = try signIn() else { throw Unexpected() }
        _ = try assign(.auditor, to: anna)
        #expect(try accounts.session(secret, now: town.start) == nil)
        guard case .oneTimePasswordMissing(let first) = try signIn(),
            let proposed = try accounts.proposeOneTimePassword(.atSignIn, session: first, now: town.start),
            case .open(let open, _) = try accounts.confirm(
                .atSignIn, code: proposed.code(at: town.start), session: first, now: town.start)
        else { throw Unexpected() }
        #expect(try accounts.session(open, now: town.start)?.roles == [.resident, .auditor])
        guard
            case .refused = try accounts.removeOneTimePassword(
                proposed.code(at: town.start.advanced(seconds: 60)), session: open,
                now: town.start.advanced(seconds: 60))
        else { throw Unexpected() }
    }

    @Test func `an assignment that ends gives nothing at once, and an open session less`() throws {
        let otto = try town.person("otto", .auditor)
        let assignment = try assign(.operator, to: otto)
        #expect(try town.store.read(in: town.keys.tenant) { try $0.hasRole(.operator, otto, now: town.start) })
        let point = PointID("14500000000009")
        let request = ReadRequest(
            by: .operator(otto), about: .point(point), carrier: .electricity, direction: .extraction,
            days: today...today, step: .day, purpose: "duty", request: "r1")
        _ = try town.decisions.grant(request, now: town.start)
        try town.accounts().endAssignment(assignment.id, before: today, by: .machine, now: town.start)
        #expect(try roles(of: otto) == [.auditor])
        #expect(throws: ReadRefusal.notYourRole) { _ = try town.decisions.grant(request, now: town.start) }
        #expect(throws: AssignmentFault.notThere("x")) {
            try town.accounts().endAssignment("x", before: today, by: .machine, now: town.start)
        }
    }

    @Test func `only operators assign, and roles are about what they can be about`() throws {
        let (anna, otto) = (try town.person("anna"), try town.person("otto", .operator))
        let assignment = try Assignment(.operator, about: .tenant, to: anna, from: today)
        #expect(throws: NotAllowed.self) {
            try town.accounts().assign(assignment, by: .account(anna), now: town.start)
        }
        try town.accounts().assign(assignment, by: .account(otto), now: town.start)
        #expect(throws: AssignmentFault.mandate) {
            _ = try Assignment(.buildingManager, about: .tenant, to: anna, from: today)
        }
        #expect(throws: AssignmentFault.resource(.territoryOfficer, .tenant)) {
            _ = try Assignment(.territoryOfficer, about: .tenant, to: anna, from: today)
        }
        #expect(throws: AssignmentFault.days(today, today)) {
            _ = try Assignment(.auditor, about: .tenant, to: anna, from: today, until: today)
        }
    }
}
