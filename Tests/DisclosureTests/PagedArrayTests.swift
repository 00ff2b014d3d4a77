import TestKit
import Testing

@testable import Disclosure

@Suite("Arrays whose copies have pages in common")
struct PagedArrayTests {
    @Test func `hold what an array holds, whatever is done to them and to their copies`() {
        var random = SeededGenerator(seed: 1)
        var pairs = [(PagedArray<Int>(), [Int]())]
        for turn in 0..<4_000 {
            let place = Int.random(in: pairs.indices, using: &random)
            change(&pairs[place], turn, &random)
            if turn % 500 == 0 { pairs.append(pairs[place]) }
        }
        for (paged, plain) in pairs {
            #expect(paged.count == plain.count)
            #expect((0..<paged.count).map { paged[$0] } == plain)
        }
    }

    private func change(_ pair: inout (PagedArray<Int>, [Int]), _ turn: Int, _ random: inout SeededGenerator) {
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
            let count = pair.1.count + Int.random(in: -3...600, using: &random)
            pair.0.resize(to: count, with: turn)
            pair.1 += Array(repeating: turn, count: max(0, count - pair.1.count))
        case 1 where !pair.1.isEmpty:
            for _ in 0..<Int.random(in: 0...min(pair.1.count, 400), using: &random) {
                #expect(pair.0.removeLast() == pair.1.removeLast())
            }
        case 2, 3, 4:
            pair.0.append(turn)
            pair.1.append(turn)
        default:
            guard let place = pair.1.indices.randomElement(using: &random) else { return }
            pair.0[place] += turn
            pair.1[place] += turn
        }
    }
}
