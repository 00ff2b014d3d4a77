import Metering
import Testing

@Suite("Territories")
struct TerritoryTests {
    @Test(
        "have the codes that INSEE gives",
        arguments: [
            (Territory.Kind.iris, "021620000"), (.iris, "2A0040101"), (.commune, "01004"), (.commune, "97411"),
            (.epci, "200054807"), (.departement, "01"), (.departement, "2B"), (.departement, "974"), (.region, "93"),
        ])
    func accepted(kind: Territory.Kind, code: String) throws {
        let territory = try Territory(kind, code)
        #expect(territory.code == code)
        #expect(territory.issuer.name == "INSEE")
    }

    @Test(
        "refuse others, and say what to write",
        arguments: [
            (Territory.Kind.iris, "02162"), (.iris, "02162000x"), (.commune, "1004"), (.commune, "75000"),
            (.commune, "20004"), (.commune, "00001"), (.epci, "20005480"), (.departement, "20"), (.departement, "96"),
            (.departement, "2C"), (.departement, "999"), (.departement, ""), (.region, "00"), (.region, "PACA"),
            (.operatorDefined, "zone-7"), (.commune, "é1004"),
        ])
    func refused(kind: Territory.Kind, code: String) {
        let fault = #expect(throws: TerritoryFault.self) { try Territory(kind, code) }
        #expect(fault?.kind == kind)
        #expect(fault?.description.contains("; write ") == true)
    }

    @Test("that an operator defines are its own: another's of the same code is another")
    func operators() throws {
        let one = try Territory(definedBy: "Enedis", "LYON7")
        #expect(one.kind == .operatorDefined && one.issuer.name == "Enedis" && one.parent == nil)
        #expect(try one != Territory(definedBy: "GRDF", "LYON7"))
        #expect(throws: TerritoryFault.self) { try Territory(definedBy: "", "LYON7") }
        #expect(throws: TerritoryFault.self) { try Territory(definedBy: "Enedis", String(repeating: "x", count: 65)) }
    }

    @Test(
        "lie in those that their codes name", arguments: [("974110101", "97411", "974"), ("2A0040000", "2A004", "2A")])
    func parents(iris: String, commune: String, departement: String) throws {
        let territory = try Territory(.iris, iris)
        #expect(try territory.parent == Territory(.commune, commune))
        #expect(try territory.parent?.parent == Territory(.departement, departement))
    }

    @Test("lie in several: a commune in its département and, by a list, its EPCI and region")
    func tree() throws {
        let (iris, commune) = (try Territory(.iris, "130550101"), try Territory(.commune, "13055"))
        let (epci, region) = (try Territory(.epci, "200054807"), try Territory(.region, "93"))
        let departement = try Territory(.departement, "13")
        let tree = try TerritoryTree([(commune, epci), (departement, region)])
        #expect(tree.parents(of: commune) == [epci, departement])
        #expect(tree.ancestors(of: iris) == [commune, epci, departement, region])
        #expect(tree.contains(region, iris) && tree.contains(iris, iris) && !tree.contains(iris, region))
    }

    @Test("cannot lie in themselves, however far the loop")
    func loops() throws {
        let zones = try (0..<5).map { try Territory(definedBy: "a", "z\($0)") }
        let links = zones.indices.map { (child: zones[$0], parent: zones[($0 + 1) % 5]) }
        #expect(throws: TerritoryTree.Loop.self) { try TerritoryTree(links) }
        #expect(throws: TerritoryTree.Loop.self) { try TerritoryTree([(zones[0], zones[0])]) }
        #expect(try TerritoryTree(Array(links.dropLast())).ancestors(of: zones[0]).count == 4)
    }
}
