import Access
import HTTPTypes
import Metering
import Web

/// The page of consent: who asks, for what, until when, and switches that are off unless a consent holds.
struct ApprovalPage: Page {
    static let template = Template.approval
    let program: String
    let recipient: String?
    let contact: String?
    /// The code of a device that asks.
    let device: String?
    let isTrial: Bool
    /// Why nothing can be given: no meter fits, or there is no agreement with the recipient.
    let hasNoMeter: Bool
    let hasNoAgreement: Bool
    let offers: [Offer]
    let hasOffers: Bool
    let form: FormView

    /// A question of the form.
    struct Offer {
        let purpose: String
        let words: String
        let meter: String
        let carriers: String
        let past: String
        let until: String
        let fields: [FieldView]
    }

    /// `isUnchosen`: a person said yes without ticking anything.
    static func answer(
        to approval: Approval, device: String? = nil, isUnchosen: Bool = false, for call: Call
    ) -> Answer {
        let language = call.language
        let texts = approval.items.map {
            HiddenView(name: ConsentAnswer.text, value: "\($0.name) \($0.need.text.hash)")
        }
        let code = device.map { [HiddenView(name: DevicePage.codeName, value: $0)] } ?? []
        return ApprovalPage(
            program: approval.client.name, recipient: approval.recipient?.name, contact: approval.recipient?.contact,
            device: device, isTrial: approval.isWithoutData,
            hasNoMeter: approval.items.isEmpty && !approval.isWithoutData,
            hasNoAgreement: !approval.hasAgreement && !approval.items.isEmpty,
            offers: approval.isPossible ? approval.items.map { Offer($0, language, call.now) } : [],
            hasOffers: approval.isPossible && !approval.items.isEmpty,
            form: FormView(
                at: device == nil ? call.address : DevicePage.path, call.cookie.secret(in: call.headers),
                hidden: code + (approval.isPossible ? texts : []),
                faults: FaultsView(
                    isUnchosen ? [FilledForm.Fault(field: nil, message: ConsentAnswer.nothingChosen)] : [], language),
                buttons: approval.isPossible ? ConsentAnswer.buttons(language) : [ConsentAnswer.refusing(language)])
        ).answer(call, isUnchosen ? .unprocessableContent : .ok)
    }
}

extension ApprovalPage.Offer {
    fileprivate init(_ item: ConsentRequestItem, _ language: Language, _ now: Instant) {
        let need = item.need
        let today = CivilDay(containing: now)
        purpose = need.purpose.shown(in: language)
        words = need.text.body.shown(in: language)
        meter = item.occupancy.point.text
        carriers = need.carriers.map { $0.name.shown(in: language) }.sorted().joined(separator: ", ")
        past = max(today.advanced(months: -need.pastMonths), item.occupancy.from).formatted(language)
        until = today.advanced(months: need.durationMonths).advanced(by: -1).formatted(language)
        fields = ConsentSwitches.views(
            item.granularity, on: item.given?.choice?.granularity ?? [], value: item.name, language)
    }
}
