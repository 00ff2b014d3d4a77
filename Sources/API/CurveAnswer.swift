import Access
import Exchange
import HTTPTypes
import Metering
import Store
import Web

extension CurveDocument {
    func answer(_ format: CurveFormat, _ call: Call) throws -> Answer {
        let bytes =
            switch format {
            case .json: json
            case .csv: csv
            case .espi: try espi(call)
            }
        var answer = Answer(fields: [.contentType: format.type], body: .bytes(bytes))
        // One address answers in several formats.
        answer.fields[.vary] = "Accept"
        answer.fields[.contentDisposition] = format.disposition
        if let next { answer.fields[.linked] = "<\(next)>; rel=\"next\"" }
        return answer
    }

    /// Green Button's Download My Data. Its ids name the point to this caller alone.
    private func espi(_ call: Call) throws -> [UInt8] {
        let id = String(
            call.tenant.keys.index(of: "\(call.caller.publicIDSeed)\u{0}\(channel.point)", as: "download").prefix(22))
        var writer = GreenButtonWriter(
            .batch(ofSubscription: id), at: ESPIBase(origin: call.tenant.origin),
            updated: try call.newestKnown ?? .beforeAnyData)
        writer.open(ESPIUsagePoint(.usagePoint(id, ofSubscription: id), carrier: channel.carrier))
        for known in days { writer.append(known.pointDay) }
        return writer.finish()
    }
}
