import Foundation
import Metering
import TestKit
import Testing

@Suite("Energies and volumes")
struct QuantityTests {
    @Test("add up and take away exactly, or say that they do not fit", arguments: 0..<50 as Range<UInt64>)
    func arithmetic(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let extremes: [Int64] = [.min, .max, 0, 1, -1]
        for _ in 0..<100 {
            func any() -> Int64 {
                Bool.random(using: &random)
                    ? .random(in: .min ... .max, using: &random) : extremes.randomElement(using: &random) ?? 0
            }
            let (left, right) = (any(), any())
            let (sum, difference) = (Int128(left) + Int128(right), Int128(left) - Int128(right))
            #expect((try? Energy.wattHours(left).adding(.wattHours(right)))?.wattHours == Int64(exactly: sum))
            #expect((try? Volume.litres(left).subtracting(.litres(right)))?.litres == Int64(exactly: difference))
        }
    }

    @Test("say in their overflow which unit it was, and what to do")
    func overflow() {
        let energy = #expect(throws: QuantityOverflow.self) { try Energy.wattHours(.max).adding(.wattHours(1)) }
        let volume = #expect(throws: QuantityOverflow.self) { try Volume.sum([.litres(.min), .litres(-1)]) }
        #expect(energy?.symbol == "Wh")
        #expect(volume?.description.contains("9223372036854775807 l: add up fewer values") == true)
    }

    @Test("add up in any order: only what does not fit at the end throws")
    func sums() throws {
        #expect(try Energy.sum([.wattHours(.max), .wattHours(5), .wattHours(-6)]) == .wattHours(.max - 1))
        #expect(try Energy.sum([]) == .zero)
    }

    @Test("are told with their unit, compared, and written as whole numbers")
    func text() throws {
        #expect(Energy.wattHours(1_250).description == "1250 Wh")
        #expect(Volume.litres(-3).description == "-3 l")
        #expect(Energy.wattHours(-1) < .zero)
        let written = try JSONEncoder().encode([Energy.wattHours(7)])
        #expect(String(decoding: written, as: UTF8.self) == "[7]")
        #expect(try JSONDecoder().decode([Energy].self, from: written) == [.wattHours(7)])
    }

    @Test("of a day are what its unit counts")
    func day() {
        let power = DayCurve(step: .minutes30, unit: .watt, values: Array(repeating: 100, count: 48))
        #expect(power.energy == .wattHours(2_400) && power.volume == nil)
        let flow = DayCurve(step: .hour, unit: .litre, values: Array(repeating: 3, count: 24))
        #expect(flow.volume == .litres(72) && flow.energy == nil)
    }
}
