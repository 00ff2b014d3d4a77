import Testing

@testable import Disclosure

@Suite("Crossing panels")
struct CrossingPanelsTests {
    /// Panels of twenty points, each shifted by one: all of them cross, and share the points in the middle.
    private func shifted(_ count: UInt32) -> [Panel] { (0..<count).map { Panel($0..<$0 + 20) } }

    @Test func `are counted in the points where more cross than may leave`() {
        var crossing = CrossingPanels(shifted(10))
        // Point 9 to 19 lie in all ten; 8 and 20 in nine.
        let crowds = crossing.crowds(beyond: 8)
        #expect(crowds.map(\.panel) == Array(0..<10))
        #expect(crowds.allSatisfy { $0.crossings == 10 })
        #expect(crowds.map(\.points) == [12, 13, 13, 13, 13, 13, 13, 13, 13, 12])
    }

    @Test func `are none where as many cross as may leave, or where panels lie in each other or apart`() {
        var (few, nested, apart) = (
            CrossingPanels(shifted(8)), CrossingPanels((1..<30).map { Panel(0..<$0 * 10) }),
            CrossingPanels((0..<30).map { Panel($0 * 10..<$0 * 10 + 10) })
        )
        #expect(few.crowds(beyond: 8).isEmpty && nested.crowds(beyond: 8).isEmpty && apart.crowds(beyond: 8).isEmpty)
    }

    @Test func `count no panel that others contain`() {
        // Nine cross in point 19; one more lies within all of them, and one around.
        var crossing = CrossingPanels(shifted(9) + [Panel([19]), Panel(0..<99)])
        #expect(crossing.crowds(beyond: 8).map(\.panel) == Array(0..<9))
    }
}
