import Access
import Metering
import Services
import Web

/// Sentences about a person's own use.
struct UseWords {
    let language: Language
    let dates: UseDates

    init(_ language: Language) {
        self.language = language
        dates = UseDates(language: language)
    }

    private var isFrench: Bool { language == .french }

    /// French with its spaces set.
    func say(_ french: String, _ english: String) -> String {
        isFrench ? FrenchTypography.set(french) : english
    }

    // MARK: parts of a period

    /// What a period is made of: `demi-heure`, `day`.
    enum Part: Hashable {
        case interval(Step)
        case day
        case month

        /// Of French: half-hours and hours are feminine, all others masculine.
        var isFeminine: Bool { self == .interval(.minutes30) || self == .interval(.hour) }
    }

    func part(_ part: Part) -> String {
        switch part {
        case .interval(.minutes30): say("demi-heure", "half-hour")
        case .interval(.hour): say("heure", "hour")
        case .interval(.minutes15): say("quart d’heure", "quarter of an hour")
        case .interval(let step): say("période de \(step.minutes) minutes", "period of \(step.minutes) minutes")
        case .day: say("jour", "day")
        case .month: say("mois", "month")
        }
    }

    func count(_ number: Int, _ part: Part) -> String {
        let isOne = isFrench ? number < 2 : number == 1
        let name: String
        switch part {
        case _ where isOne: name = self.part(part)
        case .interval(.minutes30): name = say("demi-heures", "half-hours")
        case .interval(.hour): name = say("heures", "hours")
        case .interval(.minutes15): name = say("quarts d’heure", "quarters of an hour")
        case .interval(let step):
            name = say("périodes de \(step.minutes) minutes", "periods of \(step.minutes) minutes")
        case .day: name = say("jours", "days")
        case .month: name = say("mois", "months")
        }
        return "\(number) \(name)"
    }

    /// A participle that agrees with a number of parts: `estimées`.
    private func agreeing(_ participle: String, _ number: Int, _ part: Part) -> String {
        participle + (part.isFeminine ? "e" : "") + (number < 2 ? "" : "s")
    }

    /// `3 estimées`, `3 estimated`.
    func count(_ number: Int, _ quality: Quality, _ part: Part) -> String {
        switch quality {
        case .measured: say("\(number) \(agreeing("mesuré", number, part))", "\(number) measured")
        case .corrected: say("\(number) \(agreeing("corrigé", number, part))", "\(number) corrected")
        case .estimated: say("\(number) \(agreeing("estimé", number, part))", "\(number) estimated")
        case .missing: say("\(number) non \(agreeing("reçu", number, part))", "\(number) not received")
        }
    }

    func quality(_ quality: Quality) -> String {
        switch quality {
        case .measured: say("mesuré", "measured")
        case .corrected: say("corrigé", "corrected")
        case .estimated: say("estimé", "estimated")
        case .missing: say("non reçu", "not received")
        }
    }

    func reason(_ reason: MissingReason) -> String {
        switch reason {
        case .notReceived: say("non reçu", "not received")
        case .sentEmpty: say("envoyé vide par le gestionnaire", "sent empty by the operator")
        case .quarantined: say("écarté par un contrôle", "set aside by a check")
        case .outage: say("coupure signalée", "reported outage")
        }
    }

    /// `Électricité`, `Électricité injectée`.
    func name(of channel: Channel) -> String {
        let name = say(channel.carrier.name.french, channel.carrier.name.english)
        let ending = channel.carrier == .gas || channel.carrier == .cold ? "" : "e"
        let direction =
            switch channel.direction {
            case .extraction: ""
            case .injection: say(" injecté\(ending)", " fed in")
            case .production: say(" produit\(ending)", " produced")
            }
        return name.prefix(1).uppercased() + name.dropFirst() + direction
    }

    // MARK: the answer

    /// The first sentence of a page.
    func answer(_ use: OwnUse, _ amounts: Amounts) -> String {
        if use.isEmpty { return absence(use) }
        let total = amounts.text(use.total, decimals: amounts.decimals(for: use.total))
        let whole = use.received == use.due
        let least = whole ? "" : say("au moins ", "at least ")
        let verb: String
        switch use.channel.direction {
        case .extraction: verb = say("Vous avez consommé", "You used")
        case .injection: verb = say("Vous avez injecté", "You fed in")
        case .production: verb = say("Vous avez produit", "You produced")
        }
        return "\(verb) \(least)\(total)\(comparison(use, amounts))."
    }

    private func comparison(_ use: OwnUse, _ amounts: Amounts) -> String {
        guard let comparison = use.comparison else { return "" }
        let then = comparedWith(use, comparison)
        if comparison.difference == 0 { return say(", autant \(than(then))", ", as much as \(then)") }
        let isMore = comparison.difference > 0
        if use.period.kind == .day || comparison.percent == nil {
            let difference = Int64(comparison.difference.magnitude)
            let amount = amounts.text(difference, decimals: amounts.decimals(for: difference))
            return isMore
                ? say(", soit \(amount) de plus \(than(then))", ", \(amount) more than \(then)")
                : say(", soit \(amount) de moins \(than(then))", ", \(amount) less than \(then)")
        }
        let percent = abs(comparison.percent ?? 0)
        if percent == 0 { return say(", presque autant \(than(then))", ", nearly as much as \(then)") }
        return isMore
            ? say(", soit \(percent) % de plus \(than(then))", ", \(percent) % more than \(then)")
            : say(", soit \(percent) % de moins \(than(then))", ", \(percent) % less than \(then)")
    }

    /// `3 % de moins qu’en 2025 sur les mêmes jours`; empty where there is nothing to compare with.
    func difference(_ use: OwnUse) -> String {
        guard let comparison = use.comparison, let percent = comparison.percent else { return "" }
        let then = comparedWith(use, comparison)
        if percent == 0 { return say("presque autant \(than(then))", "nearly as much as \(then)") }
        return percent > 0
            ? say("\(percent) % de plus \(than(then))", "\(percent) % more than \(then)")
            : say("\(-percent) % de moins \(than(then))", "\(-percent) % less than \(then)")
    }

    /// French: `que samedi 24`, `qu’en 2025`.
    private func than(_ words: String) -> String { words.hasPrefix("en ") ? "qu’\(words)" : "que \(words)" }

    /// What a period is compared with, and over which parts where these are not all of it.
    private func comparedWith(_ use: OwnUse, _ comparison: UseComparison) -> String {
        let past = use.period.compared
        switch use.period.kind {
        case .day:
            let same = comparison.parts < use.slots.count
            return say(
                "\(dates.near(past.days.lowerBound))\(same ? " aux mêmes heures" : "")",
                "on \(dates.near(past.days.lowerBound))\(same ? " over the same hours" : "")")
        case .week, .month, .year:
            let same = comparison.parts < use.period.days.count
            return say(
                "\(french(past))\(same ? " sur les mêmes jours" : "")",
                "\(english(past))\(same ? " over the same days" : "")")
        }
    }

    private func french(_ period: UsePeriod) -> String {
        switch period.kind {
        case .month: "en \(dates.short(period))"
        case .year: "en \(dates.short(period))"
        case .day, .week: dates.short(period)
        }
    }

    private func english(_ period: UsePeriod) -> String {
        period.kind == .week ? "in \(dates.short(period))" : "in \(dates.short(period))"
    }

    /// Where nothing is known: why.
    private func absence(_ use: OwnUse) -> String {
        let contents = Set(use.slots.map(\.content))
        if contents == [.outside] {
            return say("Ce compteur n’était pas à vous à ces dates.", "This meter was not yours on these dates.")
        }
        if use.due == 0 {
            return say("Les valeurs de cette période sont à venir.", "The values of this period are still to come.")
        }
        return say(
            "Aucune valeur n’est arrivée pour cette période.", "No value has arrived for this period.")
    }

    /// `46 demi-heures sur 50 sont arrivées.` Empty where all that was due is there.
    func received(_ use: OwnUse, _ part: Part) -> String {
        guard use.received < use.due, use.received > 0 else { return "" }
        let verb = use.received == 1 ? say("est", "has") : say("sont", "have")
        let arrived = say(" \(verb) \(agreeing("arrivé", use.received, part))", " \(verb) arrived")
        return say(
            "\(count(use.received, part)) sur \(use.due)\(arrived).",
            "\(use.received) of \(count(use.due, part))\(arrived).")
    }
}
