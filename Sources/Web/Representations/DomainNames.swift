package import Access
import Metering

// The names of the domain's values for people, in both languages.

extension CivilDay {
    /// `21 novembre 2026`.
    package func formatted(_ language: Language) -> String {
        let day = components.day
        return "\(day == 1 && language == .french ? "1er" : "\(day)") \(formattedMonth(language))"
    }

    /// `novembre 2026`.
    package func formattedMonth(_ language: Language) -> String {
        let names =
            switch language {
            case .french:
                [
                    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
                    "novembre", "décembre",
                ]
            case .english:
                [
                    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                    "November", "December",
                ]
            }
        return "\(names[components.month - 1]) \(components.year)"
    }
}

extension Instant {
    /// `21 novembre 2026, 10:05`, on the clocks of Paris.
    package func formatted(_ language: Language) -> String {
        "\(CivilDay(containing: self).formatted(language)), \(parisText.dropFirst(11).prefix(5))"
    }
}

extension Carrier {
    package var name: BilingualText {
        switch self {
        case .electricity: .init(french: "électricité", english: "electricity")
        case .gas: .init(french: "gaz", english: "gas")
        case .water: .init(french: "eau", english: "water")
        case .heat: .init(french: "chaleur", english: "heat")
        case .cold: .init(french: "froid", english: "cold")
        }
    }
}

extension FigureStep {
    package var name: BilingualText {
        switch self {
        case .tenMinutes: .init(french: "toutes les 10 minutes", english: "every 10 minutes")
        case .halfHour: .init(french: "toutes les demi-heures", english: "every half hour")
        case .hour: .init(french: "toutes les heures", english: "every hour")
        case .day: .init(french: "par jour", english: "by day")
        case .month: .init(french: "par mois", english: "by month")
        case .year: .init(french: "par an", english: "by year")
        }
    }
}

extension ConsentState {
    package var name: BilingualText {
        switch self {
        case .drafted: .init(french: "en préparation", english: "being prepared")
        case .sent: .init(french: "attend votre réponse", english: "waits for your answer")
        case .accepted: .init(french: "accepté, bientôt actif", english: "accepted, active soon")
        case .active: .init(french: "actif", english: "active")
        case .suspended: .init(french: "suspendu : rien n'est transmis", english: "suspended: nothing is passed on")
        case .refused: .init(french: "refusé", english: "refused")
        case .revoked: .init(french: "retiré", english: "withdrawn")
        case .expired: .init(french: "arrivé à son terme", english: "over")
        case .unfulfillable: .init(french: "impossible à satisfaire", english: "cannot be fulfilled")
        case .terminated: .init(french: "arrêté par le destinataire", english: "ended by the recipient")
        case .movedOut: .init(french: "terminé par votre départ", english: "ended by your move")
        }
    }
}

extension ConsentEvent.Kind {
    package var name: BilingualText {
        switch self {
        case .drafted: .init(french: "demande préparée", english: "request prepared")
        case .sent: .init(french: "demande reçue", english: "request received")
        case .accepted: .init(french: "vous avez accepté", english: "you accepted")
        case .activated: .init(french: "mis en service", english: "put into service")
        case .suspended: .init(french: "suspendu", english: "suspended")
        case .resumed: .init(french: "repris", english: "resumed")
        case .refused: .init(french: "vous avez refusé", english: "you refused")
        case .revoked: .init(french: "vous avez retiré votre accord", english: "you withdrew your consent")
        case .expired: .init(french: "arrivé à son terme", english: "came to its end")
        case .unfulfillable: .init(french: "ne peut pas être satisfait", english: "cannot be fulfilled")
        case .terminated: .init(french: "arrêté par le destinataire", english: "ended by the recipient")
        case .movedOut: .init(french: "terminé par votre départ", english: "ended by your move")
        }
    }
}

extension AuditAction {
    package var name: BilingualText {
        switch self {
        case .read: .init(french: "lecture de vos données", english: "read your data")
        case .signedIn: .init(french: "connexion à votre compte", english: "signed in to your account")
        case .signInFailed: .init(french: "connexion refusée", english: "a sign-in was refused")
        case .proofFailed: .init(french: "mot de passe faux", english: "a wrong password")
        case .clientAuthenticated: .init(french: "application identifiée", english: "an application identified itself")
        case .clientRefused: .init(french: "application refusée", english: "an application was refused")
        case .callRefused: .init(french: "appels refusés", english: "calls were refused")
        case .signedOut: .init(french: "déconnexion", english: "signed out")
        case .accountRegistered: .init(french: "compte créé", english: "made the account")
        case .recipientKept: .init(french: "destinataire noté", english: "noted a recipient")
        case .needPublished: .init(french: "besoin de données publié", english: "published a data need")
        case .needWithdrawn: .init(french: "besoin de données retiré", english: "withdrew a data need")
        case .assignmentGiven: .init(french: "rôle donné", english: "gave a role")
        case .assignmentEnded: .init(french: "rôle terminé", english: "ended a role")
        case .mandateGiven: .init(french: "mandat noté", english: "noted a mandate")
        case .consentChanged: .init(french: "accord modifié", english: "changed a consent")
        case .letterIssued: .init(french: "courrier émis", english: "issued a letter")
        case .occupancyLinked: .init(french: "compteur ajouté à votre compte", english: "added a meter to your account")
        case .occupancyEnded: .init(french: "départ noté", english: "noted a move")
        case .passwordResetAsked: .init(french: "nouveau mot de passe demandé", english: "asked for a new password")
        case .passwordChanged: .init(french: "mot de passe changé", english: "changed the password")
        case .secondStepAdded: .init(french: "code de connexion mis en place", english: "set up sign-in codes")
        case .commandGiven: .init(french: "commande de l'exploitant", english: "a command of the operator")
        case .secondStepRemoved: .init(french: "code de connexion retiré", english: "gave up sign-in codes")
        case .accountErased: .init(french: "compte supprimé", english: "erased the account")
        case .retentionApplied: .init(french: "données anciennes effacées", english: "removed old data")
        case .clientRegistered: .init(french: "application inscrite", english: "registered an application")
        case .clientChanged: .init(french: "application modifiée", english: "changed an application")
        case .accountSuspended: .init(french: "compte suspendu", english: "suspended the account")
        case .accountResumed: .init(french: "compte rouvert", english: "opened the account again")
        case .sessionsEnded: .init(french: "autres appareils déconnectés", english: "signed other devices out")
        case .masterKeyReplaced: .init(french: "clé maîtresse remplacée", english: "replaced the master key")
        case .destinationAdded: .init(french: "destination de documents ajoutée", english: "added a destination")
        case .destinationRemoved: .init(french: "destination de documents retirée", english: "removed a destination")
        case .documentDelivered: .init(french: "document restreint remis", english: "delivered a restricted document")
        case .breachOpened:
            .init(french: "violation de données inscrite au registre", english: "recorded a data breach")
        case .breachJudged: .init(french: "violation de données évaluée", english: "assessed a data breach")
        case .breachReported:
            .init(french: "violation de données notifiée à la CNIL", english: "reported a data breach to the authority")
        case .breachClosed: .init(french: "dossier de la violation de données clos", english: "closed a data breach")
        case .breachTold:
            .init(french: "vous a informé d'une violation de données", english: "told you of a data breach")
        case .tenantDescribed: .init(french: "organisme décrit", english: "described the organisation")
        case .tokensRevoked:
            .init(french: "accès d'une application retiré", english: "took back an application's access")
        }
    }
}

extension LegalBasis {
    package var name: BilingualText {
        switch self {
        case .ownData: .init(french: "vos propres données", english: "your own data")
        case .consent: .init(french: "votre accord", english: "your consent")
        case .operatorDuty: .init(french: "mission du gestionnaire de réseau", english: "the network operator's duty")
        case .buildingTotals: .init(french: "total de l'immeuble", english: "the building's total")
        }
    }
}
