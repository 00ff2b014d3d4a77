import Disclosure
import Testing

@Suite("The search for lawful alternatives")
struct AlternativeSearchTests {
    private func figure(
        _ points: Range<UInt32>, _ family: String = "cluster", isHeld: Bool = false, audience: UInt32 = 0
    ) -> AlternativeSearch.Figure {
        .init(panel: Panel(points), family: family, audiences: [Audience(id: audience)], isHeld: isHeld)
    }

    private func figure(_ panel: Panel) -> AlternativeSearch.Figure {
        .init(panel: panel, family: "cluster", audiences: [.everybody], isHeld: false)
    }

    @Test("proposes held neighbours one after the other, then the smallest figure around them")
    func neighbours() {
        let search = AlternativeSearch([
            figure(0..<500, "town"), figure(0..<300, "district"), figure(0..<9, isHeld: true),
            figure(9..<66, isHeld: true), figure(66..<200), figure(200..<296, isHeld: true),
            figure(400..<410, isHeld: true),
        ])
        #expect(search.candidates(for: 2) == [.merged([2, 3]), .merged([2, 3, 5]), .released(1)])
        #expect(search.candidates(for: 6).last == .released(0))
        #expect(search.candidates(for: 6).first == .merged([6, 2]))
    }

    @Test("proposes the sum of what leaves anyway around a set that cuts through it")
    func covers() {
        let search = AlternativeSearch([
            figure(0..<1_000, "town"), figure(0..<100), figure(100..<200), figure(200..<300),
            figure(150..<250, "tree", isHeld: true),
        ])
        #expect(search.candidates(for: 4) == [.merged([2, 3]), .released(0)])
    }

    @Test("proposes what the same people see: a restricted figure is nothing for everybody")
    func audiences() {
        let figures = [figure(0..<50, "tree", audience: 7), figure(0..<9, isHeld: true)]
        #expect(AlternativeSearch(figures).candidates(for: 1) == [])
        let restricted = figure(0..<9, isHeld: true, audience: 7)
        #expect(AlternativeSearch([figures[0], restricted]).candidates(for: 1) == [.released(0)])
        // What two receive is nothing where one of them does not.
        let ofTwo = AlternativeSearch.Figure(
            panel: Panel(0..<9), family: "tree", audiences: [Audience(id: 7), Audience(id: 8)], isHeld: true)
        #expect(AlternativeSearch([figures[0], ofTwo]).candidates(for: 1) == [])
    }

    @Test("proposes those that were taken together to each other, and to nobody else")
    func added() {
        var search = AlternativeSearch([
            figure(0..<9, isHeld: true), figure(9..<20, isHeld: true), figure(20..<50, isHeld: true),
            figure(50..<90, isHeld: true),
        ])
        #expect(search.candidates(for: 1).first == .merged([1, 0]))
        search.add(figure(0..<20), of: [1, 0])
        #expect(search.candidates(for: 0) == [.released(4)])
        #expect(search.candidates(for: 1) == [.released(4)])
        #expect(search.candidates(for: 2) == [.merged([2, 3])])
    }

    @Test("proposes the largest neighbours where twelve of the smallest are not enough")
    func manySmall() {
        let small = (0..<40).map { figure($0..<$0 + 1, isHeld: true) }
        let search = AlternativeSearch(small + [figure(100..<160, isHeld: true), figure(200..<280, isHeld: true)])
        let candidates = search.candidates(for: 41)
        #expect(candidates.first == .merged([41, 0]))
        #expect(candidates.contains(.merged([41, 40])))
        #expect(candidates.count == 24)
        // The larger one has asked before, and nothing was enough for it.
        #expect(!search.candidates(for: 40).contains(.merged([40, 41])))
    }

    @Test("proposes first what left together before, for the same people, while all of it is held and free")
    func before() {
        let figures = [
            figure(0..<9, isHeld: true), figure(9..<20, isHeld: true), figure(20..<50, isHeld: true), figure(50..<200),
        ]
        let panels = [Panel(0..<9).union(Panel(20..<50)), Panel(9..<50), Panel(50..<200), Panel(9..<60)]
        let left = panels.map { AlternativeSearch.PastRelease(panel: $0, audience: .everybody) }
        var search = AlternativeSearch(figures, released: left)
        #expect(search.candidates(for: 0).prefix(2) == [.merged([0, 2]), .merged([0, 1])])
        #expect(search.candidates(for: 2).prefix(2) == [.merged([0, 2]), .merged([1, 2])])
        search.add(figure(panels[0]), of: [0, 2])
        #expect(search.candidates(for: 1) == [])
        let others = panels.map { AlternativeSearch.PastRelease(panel: $0, audience: Audience(id: 7)) }
        #expect(AlternativeSearch(figures, released: others).candidates(for: 0).first == .merged([0, 1]))
    }

    @Test("proposes what left before within the larger set that leaves anyway, and no more than twelve neighbours")
    func beforeWithin() {
        let inside = [figure(0..<400, "town"), figure(0..<9, isHeld: true), figure(500..<600, isHeld: true)]
        let across = AlternativeSearch.PastRelease(panel: Panel(0..<9).union(Panel(500..<600)), audience: .everybody)
        #expect(AlternativeSearch(inside, released: [across]).candidates(for: 1) == [.released(0)])
        let many = (0..<14).map { figure($0..<$0 + 1, isHeld: true) }
        let all = AlternativeSearch.PastRelease(panel: Panel(0..<14), audience: .everybody)
        #expect(AlternativeSearch(many, released: [all]).candidates(for: 0).first == .merged([0, 1]))
    }
}
