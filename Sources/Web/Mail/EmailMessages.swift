import Access

extension EmailMessage {
    /// What news say to the person whom they are for.
    init(_ news: AccountNews, at origin: String, of sender: TenantAppearance) {
        let message: EmailMessage =
            switch news.event {
            case .proofNeeded(let secret): .proof(secret, to: news.person, at: origin)
            case .registeredAgain: .known(to: news.person, at: origin)
            case .resetAsked(let secret): .reset(secret, to: news.person, at: origin)
            case .resetOfUnknown: .unknown(to: news.person, at: origin)
            case .passwordChanged: .passwordChanged(to: news.person, at: origin)
            case .succeeded: .succeeded(to: news.person, at: origin)
            case .erased: .goodbye(to: news.person)
            }
        self = sender.isDescribed ? message.signed(sender.name, for: news.person) : message
    }

    /// Proves an address: a link that counts once.
    private static func proof(_ secret: Secret, to person: PersonalAttributes, at origin: String) -> EmailMessage {
        let link = "\(origin)/verify?code=\(secret.text)"
        return EmailMessage(
            person,
            subject: .init(french: "Confirmez votre adresse", english: "Confirm your address"),
            text: .init(
                french: """
                    Bonjour,

                    Pour terminer la création de votre compte, ouvrez ce lien dans les 24 heures, et donnez-y \
                    le mot de passe que vous avez choisi :

                    \(link)

                    Si vous n'avez pas demandé de compte, ignorez ce message : rien ne sera créé.
                    """,
                english: """
                    Hello,

                    To finish making your account, open this link within 24 hours, and give the password \
                    that you chose:

                    \(link)

                    If you did not ask for an account, ignore this message: none will be made.
                    """), usefulFor: 86_400)
    }

    /// Tells the owner of an address that somebody tried to register it again.
    private static func known(to person: PersonalAttributes, at origin: String) -> EmailMessage {
        EmailMessage(
            person,
            subject: .init(french: "Vous avez déjà un compte", english: "You have an account already"),
            text: .init(
                french: """
                    Bonjour,

                    Quelqu'un, peut-être vous, a voulu créer un compte avec cette adresse. Vous en avez déjà un :

                    \(origin)/login

                    Si ce n'était pas vous, il n'y a rien à faire : votre compte n'a pas changé.
                    """,
                english: """
                    Hello,

                    Somebody, perhaps you, wanted to make an account with this address. You have one already:

                    \(origin)/login

                    If it was not you, there is nothing to do: your account has not changed.
                    """))
    }

    /// Lets a person who forgot the password choose another: a link that counts once.
    private static func reset(_ secret: Secret, to person: PersonalAttributes, at origin: String) -> EmailMessage {
        let link = "\(origin)/password/new?code=\(secret.text)"
        return EmailMessage(
            person,
            subject: .init(french: "Choisissez un nouveau mot de passe", english: "Choose a new password"),
            text: .init(
                french: """
                    Bonjour,

                    Pour choisir un nouveau mot de passe, ouvrez ce lien dans la demi-heure :

                    \(link)

                    Si vous n'avez rien demandé, ignorez ce message : votre mot de passe n'a pas changé.
                    """,
                english: """
                    Hello,

                    To choose a new password, open this link within half an hour:

                    \(link)

                    If you did not ask for one, ignore this message: your password has not changed.
                    """), usefulFor: 1_800)
    }

    /// Tells the owner of an address without a verified account that somebody asked for its password.
    private static func unknown(to person: PersonalAttributes, at origin: String) -> EmailMessage {
        EmailMessage(
            person,
            subject: .init(french: "Aucun compte à cette adresse", english: "No account at this address"),
            text: .init(
                french: """
                    Bonjour,

                    Quelqu'un, peut-être vous, a demandé un nouveau mot de passe pour cette adresse. Elle n'a pas de \
                    compte, ou n'a jamais été confirmée. Essayez une autre de vos adresses, ou créez un compte :

                    \(origin)/register

                    Si ce n'était pas vous, il n'y a rien à faire : nous ne gardons pas votre adresse.
                    """,
                english: """
                    Hello,

                    Somebody, perhaps you, asked for a new password for this address. It has no account, or was \
                    never confirmed. Try another address of yours, or make an account:

                    \(origin)/register

                    If it was not you, there is nothing to do: we do not keep your address.
                    """))
    }

    /// Tells the former holder of a point that somebody else entered its letter's code: if they did not move, the code
    /// came into wrong hands.
    private static func succeeded(to person: PersonalAttributes, at origin: String) -> EmailMessage {
        EmailMessage(
            person,
            subject: .init(
                french: "Un compteur n'est plus relié à votre compte", english: "A meter is no longer linked to you"),
            text: .init(
                french: """
                    Bonjour,

                    Une autre personne vient d'entrer le code d'activation d'un de vos compteurs. Vos données d'avant \
                    restent à vous ; celles d'après sont les siennes.

                    Si vous n'avez pas déménagé, écrivez aussitôt à qui tient ce service :

                    \(origin)/account
                    """,
                english: """
                    Hello,

                    Somebody else just entered the activation code of one of your meters. Your data from before stay \
                    yours; those from now on are theirs.

                    If you did not move, write to whoever runs this service at once:

                    \(origin)/account
                    """))
    }

    /// Tells a person, after the fact: who took the password over cannot keep it secret (ASVS 5.0, 6.3.7).
    private static func passwordChanged(to person: PersonalAttributes, at origin: String) -> EmailMessage {
        EmailMessage(
            person,
            subject: .init(french: "Votre mot de passe a changé", english: "Your password was changed"),
            text: .init(
                french: """
                    Bonjour,

                    Le mot de passe de votre compte vient de changer, et tous vos appareils sont déconnectés. Si \
                    vous l'aviez oublié, vos applications sont à autoriser de nouveau.

                    Si ce n'était pas vous, choisissez-en aussitôt un autre :

                    \(origin)/password/forgotten
                    """,
                english: """
                    Hello,

                    The password of your account was just changed, and all your devices are signed out. If you \
                    had forgotten it, your applications need your approval again.

                    If it was not you, choose another one at once:

                    \(origin)/password/forgotten
                    """))
    }

    private static func goodbye(to person: PersonalAttributes) -> EmailMessage {
        EmailMessage(
            person,
            subject: .init(french: "Votre compte est supprimé", english: "Your account is deleted"),
            text: .init(
                french: """
                    Bonjour,

                    Votre compte est supprimé, comme vous l'avez demandé. Plus aucune application n'a accès à vos \
                    données. C'est notre dernier message : votre adresse vient d'être effacée.
                    """,
                english: """
                    Hello,

                    Your account is deleted, as you asked. No application has access to your data any more. This is our \
                    last message: your address has just been erased.
                    """))
    }

    /// With the name of who writes, in the language of whom it is for.
    func signed(_ name: BilingualText, for person: PersonalAttributes) -> EmailMessage {
        let language = Language(rawValue: person.language) ?? .french
        return EmailMessage(to: to, subject: subject, text: "\(text)\n\n\(name.in(language))", usefulFor: seconds)
    }

    /// In the language that the person chose.
    init(
        _ person: PersonalAttributes, subject: BilingualText, text: BilingualText, usefulFor seconds: Int = 3 * 86_400
    ) {
        let language = Language(rawValue: person.language) ?? .french
        self.init(
            to: person.email, subject: subject.in(language), text: text.in(language), usefulFor: seconds)
    }
}
