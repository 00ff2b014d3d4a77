/// What makes a point a sub-meter: another point, upstream of it, measures the same energy. No figure adds both.
package struct SubMeter: Hashable, Sendable, Codable {
    /// The point upstream.
    package let parent: PointID
    package let use: Use

    package init(of parent: PointID, use: Use = .other) {
        self.parent = parent
        self.use = use
    }

    /// What it measures of a building or a site; the words of point lists.
    package enum Use: String, CaseIterable, Hashable, Sendable, Codable {
        case lift, boiler, ventilation, lighting, charging, other
        case heatPump = "heat-pump"
        case hotWater = "hot-water"
    }
}
