import Metering
import Services
import Web

/// Days and periods in words.
struct UseDates {
    let language: Language

    private var isFrench: Bool { language == .french }

    /// `dimanche 25 octobre 2026`.
    func day(_ day: CivilDay) -> String { "\(weekday(day)) \(day.formatted(language))" }

    func weekday(_ day: CivilDay) -> String {
        let names =
            isFrench
            ? ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
            : ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        return names[day.weekday]
    }

    /// `lun. 19`, `Mon 19`.
    func shortDay(_ day: CivilDay) -> String {
        let name = weekday(day).prefix(3)
        return "\(name)\(isFrench ? "." : "") \(day.components.day)"
    }

    /// `dimanche 25`: a day of the month that is being looked at.
    func near(_ day: CivilDay) -> String { "\(weekday(day)) \(day.components.day)" }

    /// `janv.`, `Jan`.
    func shortMonth(_ day: CivilDay) -> String {
        let names =
            isFrench
            ? ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]
            : ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return names[day.components.month - 1]
    }

    /// The title of a period: `Dimanche 25 octobre 2026`, `Semaine du 19 au 25 octobre 2026`, `Octobre 2026`, `Année
    /// 2026`.
    func title(_ period: UsePeriod) -> String {
        let (first, last) = (period.days.lowerBound, period.days.upperBound)
        switch period.kind {
        case .day: return capitalised(day(first))
        case .week: return isFrench ? "Semaine du \(range(period.days))" : "Week of \(range(period.days))"
        case .month: return capitalised(first.formattedMonth(language))
        case .year: return (isFrench ? "Année " : "") + String(last.components.year)
        }
    }

    /// A period within a sentence or a link: `samedi 24`, `la semaine du 12 au 18 octobre 2026`, `septembre 2026`.
    func short(_ period: UsePeriod) -> String {
        let first = period.days.lowerBound
        switch period.kind {
        case .day: return near(first)
        case .week:
            return isFrench ? "la semaine du \(range(period.days))" : "the week of \(range(period.days))"
        case .month: return first.formattedMonth(language)
        case .year: return String(first.components.year)
        }
    }

    /// `19 au 25 octobre 2026`, `19 to 25 October 2026`.
    func range(_ days: ClosedRange<CivilDay>) -> String {
        let (first, last) = (days.lowerBound, days.upperBound)
        let (from, to) = (first.components, last.components)
        let start =
            from.year != to.year
            ? first.formatted(language)
            : from.month != to.month ? first.formatted(language).replacing(" \(from.year)", with: "") : dayNumber(first)
        return "\(start) \(isFrench ? "au" : "to") \(last.formatted(language))"
    }

    private func dayNumber(_ day: CivilDay) -> String {
        let number = day.components.day
        return number == 1 && isFrench ? "1er" : String(number)
    }

    /// `07:00`; the end of a day is `24:00`.
    func clock(_ instant: Instant, endOf day: CivilDay? = nil) -> String {
        if let day, instant == day.end { return "24:00" }
        return String(instant.parisText.dropFirst(11).prefix(5))
    }

    /// `07:00–07:30`.
    func interval(_ start: Instant, _ step: Step) -> String {
        let day = CivilDay(containing: start)
        return "\(clock(start))–\(clock(start.advanced(minutes: step.minutes), endOf: day))"
    }

    private func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
