import Foundation
import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

@Suite("The table of factors")
struct FactorsFileTests {
    private func read(_ text: String?) throws -> CarrierFactors {
        let folder = try TemporaryFolder()
        if let text { try Data(text.utf8).write(to: folder.url.appending(path: "factors.json")) }
        return try FactorsFile.read(in: folder.url)
    }

    private func factor(_ fields: String = "") -> String {
        #"{"kind": "price", "carrier": "electricity", "from": "2026-02-01", "amount": "0.2016", "#
            + #""source": {"french": "tarif", "english": "tariff"}\#(fields)}"#
    }

    @Test("gives the factor of a day, and none before it holds or after it ended")
    func ofDay() throws {
        let later =
            factor(#", "until": "2026-08-01""#)
            + "," + factor().replacing("2026-02-01", with: "2026-08-01").replacing("0.2016", with: "0.19")
        let table = try read(#"{"factors": [\#(later)]}"#)
        func millionths(_ day: String) -> Int64? {
            table.factor(.price, of: .electricity, on: CivilDay(day)!)?.millionths
        }
        #expect(millionths("2026-01-31") == nil)
        #expect(millionths("2026-02-01") == 201_600 && millionths("2026-07-31") == 201_600)
        #expect(millionths("2026-08-01") == 190_000)
        #expect(table.factor(.emissions, of: .electricity, on: CivilDay("2026-03-01")!) == nil)
        #expect(try read(nil) == .none)
    }

    @Test(
        "says which factor and field are wrong",
        arguments: [
            (#""amount": "0.2016""#, #""amount": 0.2016"#, "factor 1, amount"),
            (#""amount": "0.2016""#, #""amount": "0,2016""#, "at most six decimals"),
            (#""from": "2026-02-01""#, #""from": "1 February""#, "write YYYY-MM-DD"),
            (#""kind": "price", "#, "", "factor 1: there is no kind"),
            (#""carrier""#, #""until": "2026-01-01", "carrier""#, "before it begins"),
            (#""carrier""#, #""address": "http://x", "carrier""#, "https://"),
        ])
    func faults(right: String, wrong: String, words: String) throws {
        let error = #expect(throws: StoreError.self) {
            try read(#"{"factors": [\#(factor().replacing(right, with: wrong))]}"#)
        }
        #expect(error.map { "\($0)".contains(words) } == true, "\(String(describing: error))")
    }

    @Test("refuses two factors that hold on one day")
    func twice() throws {
        let error = #expect(throws: StoreError.self) { try read(#"{"factors": [\#(factor()), \#(factor())]}"#) }
        #expect(error.map { "\($0)".contains("end the earlier one") } == true)
    }
}
