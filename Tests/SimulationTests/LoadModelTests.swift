import Metering
import Simulation
import Testing

@Suite("A simulated load") struct LoadModelTests {
    private let loads = LoadModel(seed: 7)

    private func day(_ text: String) throws -> CivilDay { try #require(CivilDay(text)) }

    /// Mean watt-hours of a day over many customers of a profile.
    private func meanEnergy(_ profile: Profile, on text: String, of count: Int = 400) throws -> Int64 {
        let shapes = loads.shapes(of: try day(text), step: .minutes30)
        let total = (0..<count).reduce(Int64(0)) { sum, number in
            let values = shapes.curve(of: loads.customer(number, profile))
            return sum + DayCurve(step: .minutes30, unit: .watt, values: values).total
        }
        return total / Int64(count)
    }

    @Test(
        "has as many intervals as its day",
        arguments: [("2026-03-29", 46, 138), ("2026-10-24", 48, 144), ("2026-10-25", 50, 150)])
    func followsTheClocks(text: String, halfHours: Int, tenMinutes: Int) throws {
        for profile in Profile.allCases {
            let customer = loads.customer(3, profile)
            #expect(loads.shapes(of: try day(text), step: .minutes30).curve(of: customer).count == halfHours)
            #expect(loads.shapes(of: try day(text), step: .minutes10).curve(of: customer).count == tenMinutes)
        }
    }

    @Test("is the same whenever and in whatever order it is asked, and another with another seed")
    func dependsOnSeedAlone() throws {
        let day = try day("2026-10-24")
        let customers = (0..<20).map { loads.customer($0, .household) }
        let shapes = loads.shapes(of: day, step: .minutes30)
        let forwards = customers.map { shapes.curve(of: $0) }
        let again = LoadModel(seed: 7).shapes(of: day, step: .minutes30)
        #expect(customers.reversed().map { again.curve(of: $0) } == forwards.reversed())
        #expect(Set(forwards).count == 20)
        let other = LoadModel(seed: 8)
        #expect(other.shapes(of: day, step: .minutes30).curve(of: other.customer(0, .household)) != forwards[0])
        #expect(loads.shapes(of: day.advanced(by: 1), step: .minutes30).curve(of: customers[0]) != forwards[0])
    }

    @Test("of a household is 5 to 25 kWh on an October day, and more in January than in July")
    func isPlausibleAtHome() throws {
        let october = try meanEnergy(.household, on: "2026-10-24")
        #expect((5_000...25_000).contains(october))
        #expect(try meanEnergy(.household, on: "2026-01-14") > meanEnergy(.household, on: "2026-07-15") * 5 / 4)
    }

    @Test("of an office is that of working days")
    func restsOnSundays() throws {
        #expect(try meanEnergy(.office, on: "2026-10-26") > meanEnergy(.office, on: "2026-10-25") * 3 / 2)
    }

    @Test("stays within the contract and stands for whole watt-hours", arguments: Profile.allCases)
    func staysWithinContract(profile: Profile) throws {
        for step in [Step.minutes10, .minutes30] {
            let shapes = loads.shapes(of: try day("2026-01-14"), step: step)
            for number in 0..<50 {
                let customer = loads.customer(number, profile)
                let values = shapes.curve(of: customer)
                #expect(values.allSatisfy { (0...customer.subscribed.watts).contains($0) })
                #expect(values.allSatisfy { Int($0) * step.minutes % 60 == 0 })
            }
        }
    }

    @Test("of panels is nothing at night and something at noon", arguments: ["2026-01-14", "2026-06-21", "2026-10-25"])
    func followsTheSun(text: String) throws {
        let shapes = loads.shapes(of: try day(text), step: .minutes30)
        for number in 0..<10 {
            let values = shapes.curve(of: loads.customer(number, .photovoltaic))
            // Until 05:00 and from 22:00 on, on every day of the year in Lyon.
            #expect(values.prefix(10).allSatisfy { $0 == 0 })
            #expect(values.suffix(4).allSatisfy { $0 == 0 })
            #expect(values[24] > 0)
        }
    }

    @Test("of a heat-led engine runs in winter and rests in summer")
    func followsTheCold() throws {
        #expect(try meanEnergy(.cogeneration, on: "2026-01-14") > 50_000)
        #expect(try meanEnergy(.cogeneration, on: "2026-07-15") == 0)
    }

    @Test("of a charging station comes in sessions, most of them after work")
    func chargesInTheEvening() throws {
        var evening: Int64 = 0
        var night: Int64 = 0
        for offset in 0..<30 {
            let shapes = loads.shapes(of: try day("2026-09-01").advanced(by: offset), step: .minutes30)
            let values = shapes.curve(of: loads.customer(1, .charger))
            evening += values[34..<44].reduce(Int64(0)) { $0 + Int64($1) }
            night += values[4..<14].reduce(Int64(0)) { $0 + Int64($1) }
        }
        #expect(evening > 0 && night * 10 < evening)
    }
}
