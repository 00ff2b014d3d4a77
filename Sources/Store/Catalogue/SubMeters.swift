package import Metering

/// Which points are sub-meters of which, as the lists say.
///
/// The latest list that names a parent counts; one that names none leaves the one that is known, and one that names the
/// point itself takes it back.
package struct SubMeters: Hashable, Sendable {
    private var byPoint: [PointID: SubMeter] = [:]

    package init() {}

    /// Adds what a list says of a point; nil where it says nothing. Later lists come later.
    package mutating func add(_ subMeter: SubMeter?, of point: PointID) {
        guard let subMeter else { return }
        byPoint[point] = subMeter.parent == point ? nil : subMeter
    }

    package var isEmpty: Bool { byPoint.isEmpty }

    package var points: Dictionary<PointID, SubMeter>.Keys { byPoint.keys }

    package var count: Int { byPoint.count }

    package subscript(point: PointID) -> SubMeter? { byPoint[point] }

    /// The points upstream of a sub-meter, the nearest first: none of a point that is no sub-meter. Where lists name
    /// points in a circle, the one with the smallest identifier is upstream of all others, and none is upstream of it.
    package func upstream(of point: PointID) -> [PointID] {
        let (upstream, circle) = walk(from: point)
        return circle.contains(point) && circle.min() == point ? [] : upstream
    }

    /// The point whose energy a sub-meter's is part of, furthest upstream, of a circle the one with the smallest
    /// identifier; the point itself where it is no sub-meter.
    package func root(of point: PointID) -> PointID {
        let (upstream, circle) = walk(from: point)
        return circle.min() ?? upstream.last ?? point
    }

    /// The points upstream, each once, and those of them that name each other in a circle, with the first where it is
    /// one.
    private func walk(from point: PointID) -> (upstream: [PointID], circle: [PointID]) {
        var (upstream, seen): ([PointID], Set<PointID>) = ([], [point])
        var next = byPoint[point]?.parent
        while let parent = next {
            guard seen.insert(parent).inserted else {
                return (upstream, Array(([point] + upstream).drop { $0 != parent }))
            }
            upstream.append(parent)
            next = byPoint[parent]?.parent
        }
        return (upstream, [])
    }
}
