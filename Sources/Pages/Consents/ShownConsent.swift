import Access
import Metering
import Store
import Web

/// A consent as the page of consents shows it.
struct ShownConsent {
    let details: ConsentDetails
    let state: String
    let since: String
    /// What may be read, of one that was given.
    let steps: String?
    /// Answers it; nil where nothing waits for an answer.
    let answer: FormView?
    /// Ends it; nil where it is over.
    let withdrawal: FormView?
    let history: [Line]

    struct Line {
        let at: String
        let what: String
    }

    private static let withdrawing = PageForm(button: .init(label: Message("Withdraw my consent"), weight: .quiet))

    /// `isUnchosen`: the person said yes to it without ticking anything.
    init(_ consent: Consent, isUnchosen: Bool, _ call: Call) throws {
        let language = call.language
        details = try ConsentDetails(consent, call)
        state = consent.state.name.shown(in: language)
        since = consent.since.formatted(language)
        steps = consent.choice.flatMap { ShownConsent.steps(of: $0.granularity)?.in(language) }
        let address = "/consents/\(consent.consent)"
        answer =
            consent.state == .sent
            ? FormView(
                at: address + "/answer", call.cookie.secret(in: call.headers),
                hidden: [HiddenView(name: ConsentAnswer.text, value: consent.terms.textHash)],
                faults: FaultsView(
                    isUnchosen ? [FilledForm.Fault(field: nil, message: ConsentAnswer.nothingChosen)] : [], language),
                fields: details.words == nil ? [] : ConsentSwitches.views(consent.terms.granularity, language),
                buttons: details.words == nil
                    ? [ConsentAnswer.refusing(language)] : ConsentAnswer.buttons(language)) : nil
        withdrawal =
            consent.isWithdrawable ? ShownConsent.withdrawing.blank.view(at: address + "/withdrawal", for: call) : nil
        history = consent.history.map {
            Line(at: $0.at.formatted(language), what: $0.kind.name.shown(in: language))
        }
    }

    private static func steps(of granularity: Granularity) -> Message? {
        switch (granularity.contains(.daily), granularity.contains(.halfHourly)) {
        case (true, true): Message("Your consumption of each day and of each half hour")
        case (true, false): Message("Your consumption of each day")
        case (false, true): Message("Your consumption of each half hour")
        case (false, false): nil
        }
    }
}

/// What a consent says: who may read, what of, what for, since when and until when.
struct ConsentDetails {
    let recipient: String
    let contact: String?
    let purpose: String
    /// Nil where the words that were asked are not known any more: nobody can agree to them.
    let words: String?
    let meter: String
    let carriers: String
    /// The first day of which data may be read, and the last day of the consent.
    let past: String
    let until: String?

    init(_ consent: Consent, _ call: Call) throws {
        let (language, terms) = (call.language, consent.terms)
        let (need, recipient, point) = try call.tenant.access.read(in: call.tenant.id) { store in
            (
                try store.record(DataNeed.self, terms.need.text),
                try store.record(Recipient.self, terms.recipient.text),
                try store.record(Occupancy.self, terms.occupancy.text)?.point
            )
        }
        let isSame = need?.text.hash == terms.textHash
        let begins = CivilDay(containing: consent.acceptedAt ?? call.now)
        let ends = consent.ends.map { CivilDay(containing: $0) } ?? begins.advanced(months: terms.durationMonths)
        self.recipient = recipient?.name ?? terms.recipient.text
        contact = recipient?.contact
        purpose = (terms.purpose ?? need?.purpose)?.shown(in: language) ?? ""
        words = (terms.text ?? (isSame ? need?.text.body : nil))?.shown(in: language)
        meter = point?.text ?? ""
        carriers = terms.carriers.map { $0.name.shown(in: language) }.sorted().joined(separator: ", ")
        past = (consent.choice?.from ?? begins.advanced(months: -terms.pastMonths)).formatted(language)
        until = consent.state.isFinal ? nil : ends.advanced(by: -1).formatted(language)
    }
}

extension Consent {
    var isWithdrawable: Bool { state.next(.revoked) != nil }
}
