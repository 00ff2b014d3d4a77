import Access

extension Letter {
    /// Proves an address: a link that counts once.
    static func proof(_ secret: Secret, to person: PersonalAttributes, at origin: String) -> Letter {
        let link = "\(origin)/verify?code=\(secret.text)"
        return Letter(
            person,
            subject: .init(french: "Confirmez votre adresse", english: "Confirm your address"),
            text: .init(
                french: """
                    Bonjour,

                    Pour terminer la création de votre compte, ouvrez ce lien dans les 24 heures :

                    \(link)

                    Si vous n'avez pas demandé de compte, ignorez ce message : rien ne sera créé.
                    """,
                english: """
                    Hello,

                    To finish making your account, open this link within 24 hours:

                    \(link)

                    If you did not ask for an account, ignore this message: none will be made.
                    """))
    }

    /// Tells the holder of an address that somebody tried to register it again.
    static func known(to person: PersonalAttributes, at origin: String) -> Letter {
        Letter(
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

    static func goodbye(to person: PersonalAttributes) -> Letter {
        Letter(
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

                    Your account is deleted, as you asked. No program has access to your data any more. This is our \
                    last message: your address has just been erased.
                    """))
    }

    /// In the language that the person chose.
    private init(_ person: PersonalAttributes, subject: BilingualText, text: BilingualText) {
        let language = Language(rawValue: person.language) ?? .french
        self.init(to: person.email, subject: subject.in(language), text: text.in(language))
    }
}
