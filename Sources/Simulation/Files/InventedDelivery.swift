import Exchange
import Metering

extension EnedisDelivery {
    /// A delivery to a recipient that does not exist, made some days after the measured day, at three in the morning.
    static func invented(_ subscription: String, for day: CivilDay, after days: Int = 2) -> EnedisDelivery {
        EnedisDelivery(
            recipient: "17X000000MAILLE0", contract: "GRD-F999", subscription: subscription,
            created: day.advanced(by: days).start.advanced(minutes: 181))
    }

    /// A daily document in an archive of the same name, as the guide has it.
    func archive(daily flow: String, sequence: Int, part: Int, of parts: Int, _ document: [UInt8]) throws(FlowError)
        -> [UInt8]
    {
        let name = name(ofDaily: flow, sequence: sequence, part: part, of: parts)
        return try ArchiveWriter.pack([("\(name).xml", document)])
    }

    func archive(curves document: [UInt8], sequence: Int) throws(FlowError) -> [UInt8] {
        try ArchiveWriter.pack([("\(name(ofCurves: "R63", sequence: sequence)).json", document)])
    }
}
