package import Metering

/// Writes a list of metering points; what is not known of one is an empty field.
package struct PointListWriter {
    private var document: [UInt8] = []

    package init() {
        document.append("point;carrier;directions;segment;subscribed_power_va;connection_power_w;commune;")
        document.append("in_service_since;terminated_on;holder\n")
    }

    package mutating func append(_ point: MeteringPoint) {
        let directions = Direction.allCases.filter { point.directions.contains($0) }.map(\.rawValue)
        document.append(csvLine: [
            point.id.text, point.carrier.rawValue, directions.joined(separator: "+"), point.segment,
            point.subscribedPower?.watts.description, point.connectionPower?.watts.description, point.commune,
            point.inServiceSince?.description, point.terminatedOn?.description, point.holder,
        ])
    }

    /// The bytes written since the last call: a large document leaves in pieces.
    package mutating func takeWritten() -> [UInt8] {
        defer { document = [] }
        return document
    }

    package consuming func finish() -> [UInt8] { document }
}
