import Disclosure
import Metering
import Store

/// For how many days curves of the same points have been published: D.111-63 asks more points of a longer publication,
/// and takes into account what left before (III). The register counts, whatever the operator says.
///
/// Curves are of one publication where they are of one set, or where more than half of the points of both together are
/// in both: a set under another name, with a few others in it, goes on with the first one's.
struct PublicationLength {
    private let left: [CurveRelease]

    init(_ releases: any ReleaseRegister) throws { left = try releases.curvesThatLeft() }

    /// The days on which curves of a scope's publication left, with the scope's own. A curve that left already counts
    /// as it did then: asked again, it is the same.
    func days(of scope: FigureScope) -> Int {
        let (panel, day) = (Panel(scope.channels), scope.request.period.lowerBound)
        let ofKind = left.filter { $0.kind == scope.kind }
        let earlier = ofKind.prefix { $0.set != scope.set.id || $0.day != day }
        let continued = earlier.filter { $0.set == scope.set.id || $0.panel.isMostly(panel) }
        return Set(continued.map(\.day)).union([day]).count
    }
}

extension Panel {
    /// Whether more than half of the points of both together are in both.
    fileprivate func isMostly(_ other: Panel) -> Bool {
        let common = intersection(other).count
        return common * 2 > count + other.count - common
    }
}
