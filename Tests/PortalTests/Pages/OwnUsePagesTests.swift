import Access
import Metering
import Store
import Testing

@testable import Web

@Suite("A person's own use on pages")
struct OwnUsePagesTests {
    private let desk: FrontDesk
    private var use: String { "/use/\(desk.occupancy.id)" }

    /// Anna's home uses 100 watts all day, by a contract of 6 kVA.
    init() throws {
        desk = try FrontDesk()
        try list(kilowatts: 6, [.extraction])
    }

    private func list(kilowatts: Int32, _ directions: Set<Direction>) throws {
        try desk.place.keep { session in
            try session.keep(
                MeteringPoint(
                    id: Place.homes[0], directions: directions, subscribedPower: .watts(kilowatts * 1_000)))
        }
    }

    @Test func `a day says its total, its values, and what the contract carries`() async throws {
        let page = try await desk.page(use + "?on=2026-10-20", desk.session())
        #expect(page.status == 200)
        for words in ["Tuesday 20 October 2026", "You used 2.40", "48 measured", "0.10", "of 6 kVA subscribed"] {
            #expect(page.text.contains(words), "\(words)")
        }
        let french = try await desk.page(use + "?on=2026-10-20", desk.session(), language: "fr")
        #expect(french.text.contains("Vous avez consommé 2,40") && french.text.contains("48 mesurées"))
    }

    @Test func `the files have a line for each half-hour, whole watt-hours for programs`() async throws {
        let address = use + "/values.csv?period=day&on=2026-10-20&for="
        let program = try await desk.page(address + "program", desk.session())
        let lines = program.text.split(separator: "\r\n")
        #expect(lines.count == 49 && lines[0] == "start,end,value,unit,state,known,of,past")
        #expect(lines[1] == "2026-10-20T00:00:00+02:00,2026-10-20T00:30:00+02:00,50,Wh,measured,,,")
        let sheet = try await desk.page(address + "spreadsheet", desk.session(), language: "fr")
        #expect(sheet.text.hasPrefix("\u{FEFF}début;fin;écart à UTC;kWh;qualité;"))
        #expect(sheet.text.contains("\r\n2026-10-20 00:00;2026-10-20 00:30;+02:00;0,050;mesuré;\r\n"))
    }

    @Test func `who has left is told nothing of the next customer's contract or panels`() async throws {
        try desk.tenant.occupancies.moveOut(
            desk.occupancy.occupancy, on: CivilDay("2026-10-25")!, by: .account(desk.anna), now: desk.now)
        try list(kilowatts: 9, [.extraction, .injection])
        try desk.place.keep { session in
            let channel = Channel(point: Place.homes[0], direction: .injection)
            let curve = DayCurve(step: .minutes30, unit: .watt, values: Array(repeating: 700, count: 48))
            try session.keep(PointDay(channel: channel, day: CivilDay("2026-10-28")!, curve: curve))
        }
        for address in [use + "?on=2026-10-20", use + "?on=2026-10-28&direction=injection", "/use"] {
            let page = try await desk.page(address, desk.session())
            #expect(page.status == 200)
            for words in ["kVA", "16.8", "You fed in"] { #expect(!page.text.contains(words), "\(address): \(words)") }
        }
        #expect(try await !desk.page("/use", desk.session()).text.contains("Electricity fed in"))
        #expect(try await desk.page(use + "?on=2026-10-28", desk.session()).text.contains("not yours on these dates"))
    }

    @Test func `a year says of how many days nothing was received`() async throws {
        let page = try await desk.page("/use?year=2026", desk.session())
        #expect(page.status == 200 && page.text.contains("not received"))
    }
}
