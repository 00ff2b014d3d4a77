package import Disclosure
package import Metering

/// Who holds which points, as numbers for counting. A point that is nobody's else, or whose holder is not known,
/// is `Holder.itself`: where no list names holders, asking costs nothing.
package struct Holders: Sendable {
    private let numbers: [PointID: UInt32]
    private let points: [String: [PointID]]

    init(_ keys: [(point: PointID, holder: String)]) {
        points = Dictionary(grouping: keys, by: \.holder).mapValues { $0.map(\.point) }
        var numbers: [PointID: UInt32] = [:]
        var number: UInt32 = 0
        for (_, held) in points.sorted(by: { $0.key < $1.key }) where held.count > 1 {
            number += 1
            for point in held { numbers[point] = number }
        }
        self.numbers = numbers
    }

    package subscript(point: PointID) -> Holder {
        guard !numbers.isEmpty, let number = numbers[point] else { return .itself }
        return Holder(number: number)
    }

    /// Somebody who asks and holds points themselves, by their opaque key.
    package func requester(_ holder: String) -> Requester { Requester(controlling: Set(points[holder] ?? [])) }
}
