import Access
import Exchange
import Foundation
import HTTPTypes
import Metering
import TestKit

@testable import API
@testable import GreenButtonAPI
@testable import Web

/// Two tenants, people of every role, two people of one public application, and what each of them has.
struct CrossingTown {
    /// Who calls.
    enum Who: String, CaseIterable {
        case nobody, owner, former, neighbour, manager, officer, `operator`, auditor, program, otherProgram
        /// The tokens of one public application on the owner's telephone and on the neighbour's.
        case phone, neighboursPhone
        /// The same session and token, at the tenant that did not give them.
        case ownerElsewhere, programElsewhere

        var isElsewhere: Bool { self == .ownerElsewhere || self == .programElsewhere }
    }

    /// What may stand in a place of a path.
    struct Thing {
        let place: String
        let value: String
        /// Who may be told of it.
        let whose: Set<Who>
        /// What belongs to it in the other places of the same path.
        var beside: [String: String] = [:]
    }

    let neighbourhood: Neighbourhood
    private(set) var callers: [Who: Credentials] = [.nobody: .none]
    private(set) var things: [Thing] = []
    /// Who may move into the owner's home.
    private(set) var mover = ""
    private(set) var textHash = ""

    var grid: Place { neighbourhood.grid }

    init() throws {
        var limits = Portal.Limits()
        limits.callsPerMinute = 100_000
        neighbourhood = try Neighbourhood(limits: limits)
        try moveIn()
        try makeJobs()
        callers[.ownerElsewhere] = callers[.owner]
        callers[.programElsewhere] = callers[.program]
    }

    // MARK: People and what they have

    private static let staff: [(Who, Role)] = [
        (.officer, .territoryOfficer), (.operator, .operator), (.auditor, .auditor),
    ]
    private static let scope = "curves FB=4_5;IntervalDuration=1800"

    private mutating func moveIn() throws {
        let (home, next) = (Place.homes[0], Place.homes[1])
        try grid.holder("former", of: home, from: Neighbourhood.day.advanced(by: -300))
        let owner = try grid.holder("owner", of: home, from: Neighbourhood.day.advanced(by: -5))
        let neighbour = try grid.holder("neighbour", of: next, from: Neighbourhood.day.advanced(by: -300))
        mover = neighbour.0.text
        try grid.building("house", managedBy: grid.person("manager", .buildingManager))
        try grid.building("annex", managedBy: grid.person("warden", .buildingManager))
        for (name, role) in CrossingTown.staff { _ = try grid.person(name.rawValue, role) }
        for who in [Who.owner, .former, .neighbour, .manager, .officer, .operator, .auditor] {
            callers[who] = try grid.session(who.rawValue)
        }
        let program = try grid.client(scope: CrossingTown.scope)
        let stranger = try grid.client(of: RecipientID("stranger"), scope: CrossingTown.scope)
        callers[.program] = try grid.token(of: program)
        callers[.otherProgram] = try grid.token(of: stranger)
        things += [
            Thing(place: "point", value: home.text, whose: [.owner, .former, .program, .phone, .operator]),
            Thing(place: "point", value: next.text, whose: [.neighbour, .program, .neighboursPhone, .operator]),
            Thing(place: "building", value: "house", whose: [.manager]),
            Thing(place: "building", value: "annex", whose: []),
            Thing(place: "bulk", value: grid.recipient.text, whose: [.program]),
            Thing(place: "bulk", value: "stranger", whose: [.otherProgram]),
            Thing(place: "application", value: program.client.id, whose: [.program]),
            Thing(place: "application", value: stranger.client.id, whose: [.otherProgram]),
        ]
        let app = try grid.publicClient(scope: CrossingTown.scope)
        things.append(Thing(place: "application", value: app.id, whose: [.phone, .neighboursPhone]))
        try agree(owner, .owner, with: app, on: .phone)
        try agree(neighbour, .neighbour, with: app, on: .neighboursPhone)
    }

    /// One consent in force that a person's telephone may use, and one that is asked of the person.
    private mutating func agree(
        _ holder: (account: AccountID, occupancy: Occupancy), _ who: Who, with app: OAuthClient, on phone: Who
    ) throws {
        let given = try grid.consent(of: holder.account, holder.occupancy)
        let asked = try grid.asked(of: holder.occupancy)
        textHash = asked.terms.textHash
        callers[phone] = try grid.token(of: app, approvedBy: holder.account, for: [given.consent])
        let family = try grid.tenant.authorization.families(of: holder.account, now: Neighbourhood.start)[0]
        let path = Subscription(given, of: holder.occupancy, grid.tenant).usagePoints[0].path
        let point = path.text.split(separator: "/").last.map(String.init) ?? ""
        let reading = ReadingKind(carrier: .electricity, direction: .extraction, unit: .watt, step: .minutes30).id
        let beside = ["usage point": point, "reading": reading]
        things += [
            Thing(place: "occupancy", value: holder.occupancy.id, whose: [who]),
            Thing(place: "family", value: family.id, whose: [who]),
            Thing(place: "consent", value: given.consent.text, whose: [who, .program, phone]),
            Thing(place: "consent", value: asked.consent.text, whose: [who, .program]),
            Thing(place: "authorization", value: given.consent.text, whose: [.program, phone]),
            Thing(place: "subscription", value: given.consent.text, whose: [.program, phone], beside: beside),
            Thing(
                place: "usage point", value: point, whose: [.program, phone],
                beside: ["subscription": given.consent.text, "reading": reading]),
        ]
    }

    // MARK: Jobs

    private mutating func makeJobs() throws {
        let order = #"{"from":"\#(Neighbourhood.day)","to":"\#(Neighbourhood.day)"}"#
        for who in [Who.owner, .neighbour, .phone, .neighboursPhone, .program] {
            let answer = try neighbourhood.call(
                .post, API.Exports.path, at: grid, by: callers[who] ?? .none, body: .bytes(Array(order.utf8)),
                fields: [.contentType: "application/json"])
            addJob(answer, at: API.Exports.path, "export", of: who)
        }
        let runner = JobRunner(
            neighbourhood.portal.tenants, logger: neighbourhood.portal.logger, clock: { Neighbourhood.start })
        while runner.runNext(.exports) {}
        let file = try grid.tenant.spool.makeFile(expecting: 6)
        try Array("a file".utf8).withUnsafeBytes { try file.append($0) }
        let answer = try neighbourhood.call(
            .post, API.Uploads.path, at: grid, by: callers[.operator] ?? .none, body: .file(file))
        addJob(answer, at: API.Uploads.path, "upload", of: .operator)
    }

    private mutating func addJob(_ answer: Answer, at path: String, _ place: String, of who: Who) {
        let job = String((answer.fields[.location] ?? "").dropFirst(path.count + 1))
        things += [
            Thing(place: place, value: job, whose: [who]), Thing(place: "job", value: job, whose: [who]),
        ]
    }
}
