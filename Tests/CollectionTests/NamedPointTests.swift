import Collection
import EmbeddedStore
import Exchange
import Foundation
import Metering
import Store
import TestKit
import Testing

@Suite("Green Button files under one name")
struct NamedPointTests {
    private static let home = PointID("99000000000009")

    /// A feed of one usage point and a day of hours of so many watt-hours.
    private func feed(
        id: String?, usagePoint number: Int = 1, day: String = "2026-01-15", value: Int = 100, hasEntry: Bool = true,
        isGas: Bool = false
    ) throws -> String {
        let place = "/espi/1_1/resource/RetailCustomer/1/UsagePoint/\(number)"
        let start = try #require(CivilDay(day)).start.secondsSinceEpoch
        let entryID = id.map { "<id>urn:uuid:\($0)</id>" } ?? ""
        let entry = """
            <entry>\(entryID)<link rel="self" href="\(place)"/><link rel="related" href="\(place)/MeterReading"/><content>
            <UsagePoint xmlns="http://naesb.org/espi"><ServiceCategory><kind>\(isGas ? 1 : 0)</kind></ServiceCategory></UsagePoint>
            </content></entry>
            """
        let values = (0..<24).map {
            "<IntervalReading><timePeriod><duration>3600</duration><start>\(start + Int64($0) * 3_600)</start></timePeriod>"
                + "<value>\(value)</value></IntervalReading>"
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>urn:uuid:feed</id>
            \(hasEntry ? entry : "")
            <entry><link rel="self" href="\(place)/MeterReading/1"/><link rel="up" href="\(place)/MeterReading"/>
            <link rel="related" href="/espi/1_1/resource/ReadingType/1"/><content>
            <MeterReading xmlns="http://naesb.org/espi"/></content></entry>
            <entry><link rel="self" href="/espi/1_1/resource/ReadingType/1"/><content>
            <ReadingType xmlns="http://naesb.org/espi"><accumulationBehaviour>4</accumulationBehaviour>
            <commodity>\(isGas ? 7 : 1)</commodity><flowDirection>1</flowDirection><intervalLength>3600</intervalLength><kind>12</kind>
            <powerOfTenMultiplier>0</powerOfTenMultiplier><uom>72</uom></ReadingType></content></entry>
            <entry><link rel="self" href="\(place)/MeterReading/1/IntervalBlock/1"/>
            <link rel="up" href="\(place)/MeterReading/1/IntervalBlock"/><content>
            <IntervalBlock xmlns="http://naesb.org/espi">\(values.joined())</IntervalBlock></content></entry></feed>
            """
    }

    private func isRefused(_ receipt: Receipt) -> Bool {
        guard case .refused(let diagnostic) = receipt.outcome else { return false }
        return diagnostic.detail.contains("another usage point")
    }

    @Test("are of one home: another's is refused with the reason, and nothing of it is kept")
    func otherHome() throws {
        let store = try Household()
        #expect(!isRefused(try store.receive(try feed(id: "a"), of: Self.home)))
        let before = try store.days()
        #expect(isRefused(try store.receive(try feed(id: "b", value: 900), of: Self.home)))
        #expect(isRefused(try store.receive(try feed(id: "b", day: "2026-01-16", value: 900), of: Self.home)))
        #expect(try store.days() == before)
        #expect(before.count == 1)
        // Under a name of its own it is welcome.
        #expect(!isRefused(try store.receive(try feed(id: "b", value: 900), of: PointID("99000000000010"))))
    }

    @Test("are of a PCE where they are about gas, though a PRM has the same digits")
    func gas() throws {
        let store = try Household()
        #expect(!isRefused(try store.receive(try feed(id: "a"), of: Self.home)))
        #expect(!isRefused(try store.receive(try feed(id: "g", value: 900, isGas: true), of: Self.home)))
        #expect(isRefused(try store.receive(try feed(id: "h", value: 800, isGas: true), of: Self.home)))
        #expect(!isRefused(try store.receive(try feed(id: "a"), of: Self.home)))
        let (catalogue, known) = (store.data.catalogue, store.data.ledger.known())
        let gas = Channel(point: PointID(Self.home.text, of: .gas), carrier: .gas)
        for (channel, total) in [(Channel(point: Self.home), 2_400), (gas, 21_600)] as [(Channel, Int64)] {
            let number = try #require(try catalogue.number(of: channel))
            let days = try store.data.measures.days(of: number, in: CivilDay.accepted, known)
            #expect(days.map(\.curve.total) == [total])
        }
        #expect(try catalogue.number(of: Channel(point: Self.home, carrier: .gas)) == nil)
    }

    @Test("may come again and again for one home, whatever the case of its id and the place of its resource")
    func sameHome() throws {
        let store = try Household()
        for (number, id) in ["ab-1", "AB-1", "ab-1"].enumerated() {
            let text = try feed(id: id, usagePoint: number + 1, day: "2026-01-1\(number)")
            #expect(!isRefused(try store.receive(text, of: Self.home)))
        }
        #expect(try store.days().count == 3)
    }

    @Test("are told apart by the place of their usage point where they have no id", arguments: [true, false])
    func places(hasEntry: Bool) throws {
        let store = try Household()
        let first = try feed(id: nil, usagePoint: 1, hasEntry: hasEntry)
        #expect(!isRefused(try store.receive(first, of: Self.home)))
        let again = try feed(id: nil, usagePoint: 1, day: "2026-01-16", hasEntry: hasEntry)
        #expect(!isRefused(try store.receive(again, of: Self.home)))
        let other = try feed(id: nil, usagePoint: 2, day: "2026-01-17", hasEntry: hasEntry)
        #expect(isRefused(try store.receive(other, of: Self.home)))
    }

    @Test("are not remembered where a file is refused")
    func refused() throws {
        let store = try Household()
        let cut = try feed(id: "a").replacing("</feed>", with: "")
        guard case .refused = try store.receive(cut, of: Self.home).outcome else {
            Issue.record("a cut file was kept")
            return
        }
        #expect(!isRefused(try store.receive(try feed(id: "b"), of: Self.home)))
    }

    @Test("of two homes are told apart in the shared case", .enabled(if: SharedData.isPresent))
    func shared() throws {
        let store = try Household()
        let folder = "field/37-point-with-two-households"
        #expect(!isRefused(try store.receive(try SharedData.bytes("\(folder)/a.xml"), of: Self.home)))
        #expect(isRefused(try store.receive(try SharedData.bytes("\(folder)/b.xml"), of: Self.home)))
    }

    // MARK: Tables

    private static let table =
        "Début;Fin;Valeur (en kW)\n15/01/2026 00:00;15/01/2026 00:30;0,2\n15/01/2026 00:30;15/01/2026 01:00;0,3\n"

    @Test(
        "a table that a mapping reads under a given point is a copy: the operator's value counts, whichever comes last")
    func mappedTableIsCopy() throws {
        let mapping = try JSONDecoder().decode(
            TableMapping.self,
            from: Data("{\"columns\": {\"start\": \"d\", \"value\": \"v\"}, \"unit\": \"W\", \"step\": \"PT30M\"}".utf8)
        )
        let copy = "d;v\n2026-01-15 00:00;900\n"
        let operators =
            "point;carrier;direction;start;end;value;unit\n\(Self.home.text);electricity;extraction;"
            + "2026-01-15T00:00:00+01:00;2026-01-15T00:30:00+01:00;100;W\n"
        let store = try Household()
        try store.receive(operators)
        let file = try store.folder.file("copy.csv", copy)
        _ = try store.intake.receive(file, of: Self.home, by: mapping)
        #expect(try store.days().first?.curve.values.first == 100)
    }

    @Test("the same file under a second point is kept and flagged: one file is of one home")
    func secondPoint() throws {
        let store = try Household()
        let first = try store.receive(Self.table, of: Self.home)
        #expect(try store.findings(first).allSatisfy { $0.rule.name != "read-again" })
        let again = try store.receive(Self.table, of: Self.home)
        #expect(try store.findings(again).allSatisfy { $0.rule.name != "read-again" })
        let other = try store.receive(Self.table, of: PointID("99000000000010"))
        #expect(try store.findings(other).filter { $0.rule.name == "read-again" }.count == 1)
    }
}
