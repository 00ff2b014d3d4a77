import Access
import HTTPTypes
import Metering
import Web

/// The page of consent: who asks, for what, until when, and two switches that are off unless a consent holds.
enum ApprovalForm {
    /// `device`: the code of a device that asks. `fault`: nothing was chosen.
    static func page(_ approval: Approval, device: String? = nil, fault: Bool = false, for call: Call) -> Answer {
        Page.answer(
            "approval",
            [
                "action": device == nil ? call.address : "/device", "device": device,
                "program": approval.client.name, "recipient": approval.recipient?.name,
                "contact": approval.recipient?.contact, "isTrial": approval.isWithoutData,
                "hasNoPoint": approval.items.isEmpty && !approval.isWithoutData,
                "hasNoAgreement": !approval.hasAgreement && !approval.items.isEmpty,
                "isPossible": approval.isPossible, "isFaulty": fault,
                "offers": approval.items.map { Row($0, call.language, call.now) },
            ], for: call, status: fault ? .unprocessableContent : .ok)
    }

    /// What the template shows of an item.
    private struct Row {
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

        init(_ item: ConsentRequestItem, _ language: Language, _ now: Instant) {
            let need = item.need
            let today = CivilDay(containing: now)
            name = item.name
            hash = need.text.hash
            purpose = need.purpose.in(language)
            words = need.text.body.in(language)
            point = item.occupancy.point.text
            carriers = need.carriers.map { $0.name.in(language) }.sorted().joined(separator: ", ")
            past = max(today.advanced(months: -need.pastMonths), item.occupancy.from).formatted(language)
            until = today.advanced(months: need.durationMonths).advanced(by: -1).formatted(language)
            hasDaily = item.granularity.contains(.daily)
            hasHalfHourly = item.granularity.contains(.halfHourly)
            isDailyOn = item.given?.choice?.granularity.contains(.daily) ?? false
            isHalfHourlyOn = item.given?.choice?.granularity.contains(.halfHourly) ?? false
        }
    }
}
