package import Metering

/// Writes an R50 document: half-hour curves of low-voltage points, END-stamped with offset.
///
/// Source: guide Enedis.SGE.GUI.0316. A missing interval that was sent is a `PDC` with its time only; one that was
/// not received is left out, so a day not received at all is a `Donnees_Releve` without `PDC`.
package struct R50Writer {
    private var document: [UInt8] = []
    private var element = PRMElement()
    private var stamps: DayStamps?

    package init(_ delivery: EnedisDelivery) {
        document.append(
            headerOf: "R50", label: "Courbes de charge des PRM du segment C5 sur abonnement", version: "1.1.0", delivery
        )
        document.append("<Pas_Publication>30</Pas_Publication></En_Tete_Flux>\n")
    }

    /// Adds a day; days of one point that follow each other share its element.
    ///
    /// Precondition: the curve is in watts on half-hours.
    package mutating func append(_ pointDay: PointDay) {
        precondition(pointDay.curve.step == .minutes30 && pointDay.curve.unit == .watt)
        element.open(pointDay.channel.point, in: &document)
        document.append("<Donnees_Releve><Date_Releve>")
        document.append(text: pointDay.day.description)
        document.append("</Date_Releve>\n")
        let stamps = stamps(of: pointDay.day)
        for index in 0..<pointDay.curve.count {
            let mark = pointDay.curve.mark(at: index)
            if mark != .missing(.notReceived) { append(pointDay.curve.values[index], mark, at: stamps[index]) }
        }
        document.append("</Donnees_Releve>\n")
    }

    package consuming func finish() -> [UInt8] {
        if element.isOpen { document.append(PRMElement.end) }
        document.append("</R50>\n")
        return document
    }

    private mutating func append(_ watts: Int32, _ mark: Mark, at stamp: [UInt8]) {
        document.append("<PDC><H>")
        document.append(contentsOf: stamp)
        document.append("</H>")
        if mark.quality != .missing {
            document.append("<V>")
            document.append(decimal: Int64(watts))
            document.append(mark.isDoubtful ? "</V><IV>1</IV>" : "</V><IV>0</IV>")
        }
        document.append("</PDC>\n")
    }

    private mutating func stamps(of day: CivilDay) -> DayStamps {
        if let stamps, stamps.day == day { return stamps }
        let made = DayStamps(day, step: .minutes30, style: .endWithOffset)
        stamps = made
        return made
    }
}
