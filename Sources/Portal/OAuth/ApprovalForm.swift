import Access
import HTTPTypes
import Metering

/// The page of consent: who asks, for what, until when, and two switches that are off unless a consent holds.
enum ApprovalForm {
    /// `device`: the code of a device that asks. `fault`: nothing was chosen.
    static func page(_ approval: Approval, device: String? = nil, fault: Bool = false, for call: Call) -> Answer {
        Page.answer(
            "approval",
            [
                "action": device == nil ? call.address : "/device", "device": device,
                "program": approval.program.name, "recipient": approval.recipient?.name,
                "contact": approval.recipient?.contact, "isTrial": approval.isWithoutData,
                "hasNoPoint": approval.offers.isEmpty && !approval.isWithoutData,
                "hasNoAgreement": !approval.hasAgreement && !approval.offers.isEmpty,
                "isPossible": approval.isPossible, "isFaulty": fault,
                "offers": approval.offers.map { Offer($0, call.language, call.now) },
            ], for: call, status: fault ? .unprocessableContent : .ok)
    }

    /// What the template shows of an offer.
    private struct Offer {
        let name: String
        let hash: String
        let purpose: String
        let words: String
        let point: String
        let carriers: String
        let past: String
        let until: String
        let hasDaily: Bool
        let hasHalfHourly: Bool
        let isDailyOn: Bool
        let isHalfHourlyOn: Bool

        init(_ offer: Approval.Offer, _ language: Language, _ now: Instant) {
            let need = offer.need
            let today = CivilDay(containing: now)
            name = offer.name
            hash = need.text.hash
            purpose = need.purpose.in(language)
            words = need.text.words.in(language)
            point = offer.occupancy.point.text
            carriers = need.carriers.map { $0.words.in(language) }.sorted().joined(separator: ", ")
            past = max(today.advanced(months: -need.pastMonths), offer.occupancy.from).words(language)
            until = today.advanced(months: need.durationMonths).advanced(by: -1).words(language)
            hasDaily = offer.steps.contains(.daily)
            hasHalfHourly = offer.steps.contains(.halfHourly)
            isDailyOn = offer.given?.choice?.steps.contains(.daily) ?? false
            isHalfHourlyOn = offer.given?.choice?.steps.contains(.halfHourly) ?? false
        }
    }
}
