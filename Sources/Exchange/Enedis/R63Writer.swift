package import Metering

/// Writes an R63 document: curves in watts with zone-less Paris times, one line for each point and day.
///
/// Source: guide Enedis.SGE.GUI.0503. The step tells the meter: 15, 30 and 60 minutes are Linky, END-stamped, nature
/// B, with a likelihood index; 5 and 10 minutes are meters over 36 kVA, START-stamped, nature R.
package struct R63Writer {
    private var document: [UInt8] = []
    private var stamps: DayStamps?
    private var hasMeasures = false

    package init(_ delivery: EnedisDelivery) {
        document.append("{\"header\":{\"siDemandeur\":\"SGE\",\"typeDestinataire\":\"TIERS\",\"idDestinataire\":")
        document.append(jsonString: delivery.recipient)
        document.append(",\"codeFlux\":\"R63\",\"idDemande\":")
        document.append(jsonString: delivery.subscription)
        document.append(",\"modePublication\":\"P\",\"idCanalContact\":\"Interne\",\"format\":\"JSON\"")
        document.append(",\"publicationCrp\":\"non\"},\"mesures\":[")
    }

    /// Adds a day of a channel: extraction is `CONS`, injection `PROD`.
    ///
    /// Precondition: the curve is in watts, and not of gross production, of which R63 has no word.
    package mutating func append(_ pointDay: PointDay) {
        precondition(pointDay.curve.unit == .watt && pointDay.channel.direction != .production)
        appendOpening(of: pointDay)
        let stamps = stamps(of: pointDay)
        let isLinky = pointDay.curve.step >= .minutes15
        var separator: StaticString = ""
        for index in 0..<pointDay.curve.count {
            let mark = pointDay.curve.mark(at: index)
            if mark == .missing(.notReceived) { continue }
            document.append(separator)
            separator = ","
            appendPoint(pointDay.curve, index, mark, at: stamps[index], isLinky: isLinky)
        }
        document.append("]}]}")
    }

    package consuming func finish() -> [UInt8] {
        document.append("\n]}\n")
        return document
    }

    private mutating func appendOpening(of pointDay: PointDay) {
        document.append(hasMeasures ? ",\n{\"idPrm\":" : "\n{\"idPrm\":")
        hasMeasures = true
        document.append(jsonString: pointDay.channel.point.text)
        let isRaw = pointDay.curve.marks.allSatisfy { $0.quality == .measured || $0.quality == .missing }
        document.append(isRaw ? ",\"etapeMetier\":\"BRUT\"" : ",\"etapeMetier\":\"BEST\"")
        document.append(",\"periode\":{\"dateDebut\":\"")
        document.append(contentsOf: DayStamps.local(pointDay.day.start))
        document.append("\",\"dateFin\":\"")
        document.append(contentsOf: DayStamps.local(pointDay.day.end))
        document.append("\"},\"modeCalcul\":\"MESURE\",\"grandeur\":[{\"grandeurMetier\":")
        document.append(pointDay.channel.direction == .extraction ? "\"CONS\"" : "\"PROD\"")
        document.append(",\"grandeurPhysique\":\"PA\",\"unite\":\"W\",\"points\":[")
    }

    private mutating func appendPoint(_ curve: DayCurve, _ index: Int, _ mark: Mark, at stamp: [UInt8], isLinky: Bool) {
        document.append("{\"v\":\"")
        if mark.quality != .missing { document.append(decimal: Int64(curve.values[index])) }
        document.append("\",\"d\":\"")
        document.append(contentsOf: stamp)
        document.append("\",\"p\":\"PT")
        document.append(decimal: Int64(curve.step.minutes))
        document.append("M\",\"n\":\"")
        document.append(R63Writer.nature(mark, isLinky: isLinky))
        document.append("\"")
        if isLinky { document.append(mark.isDoubtful ? ",\"iv\":1" : ",\"iv\":0") }
        document.append("}")
    }

    private static func nature(_ mark: Mark, isLinky: Bool) -> StaticString {
        switch mark.quality {
        case .corrected: "C"
        case .estimated: "E"
        case .missing where mark.missingReason == .outage: "S"
        case .measured, .missing: isLinky ? "B" : "R"
        }
    }

    private mutating func stamps(of pointDay: PointDay) -> DayStamps {
        let step = pointDay.curve.step
        if let stamps, stamps.day == pointDay.day, stamps.step == step { return stamps }
        let made = DayStamps(pointDay.day, step: step, style: step >= .minutes15 ? .localEnd : .localStart)
        stamps = made
        return made
    }
}
