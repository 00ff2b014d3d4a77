package import Metering

/// Writes a list of sets: one line for each membership of a point.
package struct SetListWriter {
    private var document: [UInt8] = []

    package init() {
        document.append("set;kind;use;usage;step;point;carrier;direction;from;until;consent\n")
    }

    package mutating func append(_ set: PointSet, _ membership: Membership) {
        let channel = membership.channel
        document.append(csvLine: [
            set.id, set.kind, set.useCase, set.visibility.rawValue, set.figureStep.rawValue,
            channel.point.text, channel.carrier.rawValue, channel.direction.rawValue,
            membership.from.description, membership.until?.description, membership.consent?.rawValue,
        ])
    }

    /// The bytes written since the last call: a large document leaves in pieces.
    package mutating func takeWritten() -> [UInt8] {
        defer { document = [] }
        return document
    }

    package consuming func finish() -> [UInt8] { document }
}
