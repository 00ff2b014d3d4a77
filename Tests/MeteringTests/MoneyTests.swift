import Foundation
import Metering
import TestKit
import Testing

@Suite("Money")
struct MoneyTests {
    private func euros(_ text: String) throws -> Money { try #require(Money(decimal: text, .euro)) }

    @Test(
        "is read and written exactly",
        arguments: [
            ("12", "12.00"), ("12.5", "12.50"), ("-0.0337", "-0.0337"), ("0", "0.00"), ("-0", "0.00"),
            ("0.000001", "0.000001"), ("9223372036854.775807", "9223372036854.775807"),
            ("-9223372036854.775808", "-9223372036854.775808"),
        ])
    func text(written: String, again: String) throws {
        #expect(try euros(written).decimal == again)
        #expect(try euros(written).description == again + " EUR")
    }

    @Test(
        "is nothing else than a decimal of six places that fits",
        arguments: [
            "", "-", ".", "1.", ".5", "1,5", "+1", "1e3", "1.0000001", "--1", "1.2.3", " 1", "NaN", "٣",
            "9223372036854.775808",
        ])
    func noMoney(text: String) { #expect(Money(decimal: text, .euro) == nil) }

    @Test("is what it was after it was written", arguments: 0..<20 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let money = Money(millionths: .random(in: .min ... .max, using: &random), .euro)
            #expect(Money(decimal: money.decimal, .euro) == money)
            #expect(try JSONDecoder().decode(Money.self, from: JSONEncoder().encode(money)) == money)
        }
    }

    @Test("refuses numbers of JSON, and codes that no currency has")
    func json() {
        for text in [#"{"amount": 1.5, "currency": "EUR"}"#, #"{"amount": "1.5", "currency": "euro"}"#] {
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(Money.self, from: Data(text.utf8)) }
        }
    }

    @Test("adds only what is of one currency and fits")
    func sums() throws {
        #expect(try euros("0.1").adding(euros("0.2")) == euros("0.3"))
        #expect(try euros("0.1").subtracting(euros("0.3")) == euros("-0.2"))
        let francs = Money(millionths: 1, try #require(Currency("CHF")))
        #expect(throws: MoneyFault.currencies(.euro, francs.currency)) { try euros("1").adding(francs) }
        #expect(throws: MoneyFault.overflow(.euro)) { try Money(millionths: .max, .euro).adding(euros("1")) }
        #expect(throws: MoneyFault.overflow(.euro)) { try Money(millionths: .min, .euro).subtracting(euros("1")) }
    }

    @Test(
        "rounds half a cent up on a bill, and a credit note to its opposite",
        arguments: [("0.005", "0.01"), ("0.004999", "0.00"), ("-0.005", "-0.01"), ("1.125", "1.13"), ("2.5", "2.50")])
    func cents(exact: String, rounded: String) throws {
        #expect(try euros(exact).rounded(to: 2, .toNearestOrAwayFromZero).decimal == rounded)
    }

    @Test("rounds as whole numbers of floating point do, by every rule", arguments: 0..<20 as Range<UInt64>)
    func rules(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let rules: [FloatingPointRoundingRule] = [
            .up, .down, .towardZero, .awayFromZero, .toNearestOrEven, .toNearestOrAwayFromZero,
        ]
        for _ in 0..<50 {
            // Halves and quarters, which floating point holds exactly.
            let quarters = Int64.random(in: -4_000...4_000, using: &random)
            for rule in rules {
                let rounded = try Money(millionths: quarters * 250_000, .euro).rounded(to: 0, rule)
                #expect(rounded.millionths == Int64((Double(quarters) / 4).rounded(rule)) * 1_000_000)
            }
        }
        #expect(throws: MoneyFault.overflow(.euro)) { try Money(millionths: .max, .euro).rounded(to: 0, .up) }
        #expect(try Money(millionths: 7, .euro).rounded(to: 99, .up) == Money(millionths: 7, .euro))
    }

    @Test("is what an energy costs, rounded once")
    func cost() throws {
        let price = UnitPrice(perKilowattHour: try euros("0.0337"))
        #expect(try price.cost(of: .wattHours(1_000_000), .toNearestOrEven) == euros("33.70"))
        #expect(try price.cost(of: .wattHours(1), .down) == euros("0.000033"))
        #expect(try price.cost(of: .wattHours(-1), .toNearestOrAwayFromZero) == euros("-0.000034"))
        #expect(throws: MoneyFault.overflow(.euro)) {
            try UnitPrice(perKilowattHour: Money(millionths: .max, .euro)).cost(of: .wattHours(.max), .down)
        }
    }
}
