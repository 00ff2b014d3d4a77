import Charts
import Testing

@Suite("The vertical axis of a chart")
struct ScaleTests {
    @Test(
        "has at most three steps of 1, 2, 2.5 or 5 times a power of ten, and holds the highest value",
        arguments: [
            (0, 1, 1), (1, 1, 1), (3, 1, 3), (4, 2, 4), (7, 5, 10), (26, 10, 30), (31, 20, 40), (70, 25, 75),
            (1_340, 500, 1_500), (438_000, 200_000, 600_000), (1_590_000, 1_000_000, 2_000_000),
        ] as [(Int64, Int64, Int64)])
    func roundSteps(maximum: Int64, step: Int64, top: Int64) {
        let scale = Scale(upTo: maximum)
        #expect(scale.step == step)
        #expect(scale.top == top)
    }

    @Test("of any value ends at or above it, less than a step higher, with marks from 0 to the top")
    func everyValue() {
        for power in 0..<18 {
            let ten = (0..<power).reduce(Int64(1)) { value, _ in value * 10 }
            for leading in Int64(1)...99 where leading <= Int64.max / ten / 10 {
                let value = leading * ten
                let scale = Scale(upTo: value)
                #expect(scale.top >= value && scale.top - scale.step < value)
                #expect(scale.marks.first == 0 && scale.marks.last == scale.top && scale.marks.count <= 4)
            }
        }
    }
}
