import Access
import Foundation
import Metering
import PortalKit
import TestKit
import Testing

@testable import Web

struct DeliveryTransportTests {
    private static let hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== somebody"

    @Test func `A document goes to a folder that is there, whole, and never over another one`() async throws {
        let town = try DeliveringTenant()
        let target = town.folder.url.appending(path: "city")
        let draft = Destination.Draft(
            name: "city", way: .folder(path: target.path), recipient: nil, policy: DeliveringTenant.policy,
            from: Borough.published, secret: nil)
        _ = try town.tenant.deliveries.add(draft, by: .machine, now: town.now)
        let service = OutboxService(
            town.portal, [DeliverySender(transport: DeliveryTransports(reach: .public))])
        await service.turn(town.tenant)
        #expect(try town.report("city").waiting.allSatisfy { $0.fault == DeliveryFault.noFolder.description })
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: false)
        let csv = target.appending(path: "use-4a_public_2026-11-01_e1.csv")
        try Data("another's\n".utf8).write(to: csv)
        town.wait(seconds: 60)
        await service.turn(town.tenant)
        #expect(try Data(contentsOf: csv) == Data("another's\n".utf8))
        #expect(try town.report("city").waiting.map(\.fault) == [DeliveryFault.occupied.description])
        try FileManager.default.removeItem(at: csv)
        town.wait(seconds: 240)
        await service.turn(town.tenant)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: target.path).sorted()
                == ["use-4a_public_2026-11-01_e1.csv", "use-4a_public_2026-11-01_e1.json"])
        #expect(try town.report("city").receipts.count == 2)
        let rights = try FileManager.default.attributesOfItem(atPath: csv.path)[.posixPermissions] as? Int
        #expect(rights == 0o644)
    }

    @Test func `A destination over HTTPS is called within the reach of the server alone`() async throws {
        let town = try DeliveringTenant()
        let draft = Destination.Draft(
            name: "city", way: .put(try HTTPSPlace("https://169.254.169.254/latest"), user: nil), recipient: nil,
            policy: DeliveringTenant.policy, from: Borough.published, secret: nil)
        _ = try town.tenant.deliveries.add(draft, by: .machine, now: town.now)
        await OutboxService(town.portal, [DeliverySender(transport: DeliveryTransports(reach: .loopback))])
            .turn(town.tenant)
        #expect(try town.report("city").waiting.map(\.fault) == Array(repeating: outOfReach, count: 2))
    }

    private let outOfReach = WebhookFault.outOfReach.description

    @Test(
        "takes SFTP addresses with a user and a folder, and nothing that a program reads as an option",
        arguments: [
            ("sftp://maille@host/in", true), ("sftp://maille@host:2222/~/in box/", true), ("sftp://host/in", false),
            ("sftp://maille@host", false), ("sftp://-oProxyCommand=x@host/in", false), ("https://a@host/in", false),
            ("sftp://maille:password@host/in", false), ("sftp://maille@host/in\"x", false),
        ])
    func addresses(text: String, isOne: Bool) {
        let place = try? SFTPPlace(text.replacing(" ", with: "%20"), hostKey: Self.hostKey, keyFile: "/k")
        #expect((place != nil) == isOne)
    }

    @Test(arguments: ["", "ssh-ed25519", "AAAA ssh-ed25519", "ssh-ed25519 AAAA\n* ssh-rsa AAAA", "x AAAA"])
    func `A host key is one key`(text: String) {
        #expect(throws: DestinationFault.badHostKey) { try SFTPPlace("sftp://a@b/c", hostKey: text, keyFile: "/k") }
    }

    @Test func `A file counts as stored where the server lists it with its length`() {
        let listing = """
            sftp> ls -ln "in/a_e1.csv"
            -rw-r--r--    1 1000     1000         1234 Nov 30 14:19 in/a_e1.csv
            """
        #expect(SFTPTransport.size(of: "a_e1.csv", in: listing) == 1_234)
        #expect(SFTPTransport.size(of: "b_e1.csv", in: listing) == nil)
        #expect(SFTPTransport.size(of: "a_e1.csv", in: "sftp> ls -ln \"in/a_e1.csv\"") == nil)
    }

    @Test func `Documents are named by use, day and edition`() throws {
        let document = try #require(
            DeliveredDocument(file: "use-4.a_public_2026-10-31_e12.json", [1, 2], of: "p"))
        #expect(document.name == "use-4.a_public_2026-10-31.json" && document.edition == 12 && document.bytes == 2)
        #expect(document.file == "use-4.a_public_2026-10-31_e12.json" && document.type == "json")
        for other in ["manifest-public_2026-10-31_e1.json", "use-2a_restricted_2026-10-31_e1.csv", "x.csv"] {
            #expect(DeliveredDocument(file: other, [], of: "p") == nil)
        }
    }

    @Test(arguments: [
        ("City", DestinationFault.badName), ("a b", .badName), (String(repeating: "a", count: 41), .badName),
    ])
    func `A destination has a name that lists and paths can show`(name: String, fault: DestinationFault) throws {
        let town = try DeliveringTenant()
        #expect(throws: fault) { try town.add(name) }
        #expect(throws: DestinationFault.noAgreement("Nobody")) { try town.add("city", for: "Nobody") }
        #expect(throws: DestinationFault.badSecret) { try town.add("city", secret: "a\r\nX-Other: b") }
        try town.add("city")
        #expect(throws: DestinationFault.taken("city")) { try town.add("city") }
    }
}
