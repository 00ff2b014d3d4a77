extension RecordModule {
    /// The records of this target.
    package static let access = RecordModule(
        "access",
        [
            .init(Session.self, of: .sessions, keptFor: 1, because: "to see what happened yesterday"),
            .init(EmailProof.self, of: .identity, keptFor: 1, because: "a proof that came too late is told so"),
            .init(PasswordReset.self, of: .identity, keptFor: 1, because: "used or over"),
            .init(RateBucket.self, of: nil, keptFor: 1, because: "nothing needs it after its stretch"),
            .init(ActivationCode.self, of: .occupancy, keptFor: 30, because: "letters are late"),
            .init(
                Occupancy.self, of: .occupancy, keptFor: 1_096,
                because: "a former holder may see those days for three years"),
            .init(Mandate.self, of: .occupancy, keptFor: 1_096, because: "as occupancies"),
            .init(Assignment.self, of: .identity, keptFor: 1_096, because: "who could see what, for three years"),
            .init(
                ConsentHeader.self, of: .consents, keptFor: 1_827,
                because: "proof for five years (Code civil, art. 2224)"),
            .init(PushedRequest.self, of: nil, keptFor: 1, because: "used or over"),
            .init(AuthorizationCode.self, of: .tokens, keptFor: 1, because: "a replay is noticed for a day"),
            .init(AccessToken.self, of: .tokens, keptFor: 1, because: "used or over"),
            .init(RefreshToken.self, of: .tokens, keptFor: 30, because: "a reuse is noticed for a month"),
            .init(TokenFamily.self, of: .tokens, keptFor: 30, because: "as its refresh tokens"),
            .init(DeviceCode.self, of: .tokens, keptFor: 1, because: "used or over"),
            .init(ReplayCacheEntry.self, of: nil, keptFor: 0, because: "after its end a replay is refused by its age"),
            .init(
                Breach.self, of: nil, keptFor: 1_827,
                because: "the register shows what was done for five years (GDPR art. 33(5))"),
            .init(BreachPerson.self, of: .breaches, keptFor: 1_827, because: "as the breach"),
            .init(Account.self, of: .identity),
            .init(Login.self, of: .identity),
            .init(SubjectKeyRecord.self, of: .identity),
            .init(TenantKeyRecord.self, of: nil),
            .init(OAuthClient.self, of: nil),
            .init(DataNeed.self, of: nil),
            .init(Recipient.self, of: nil),
            .init(Agreement.self, of: nil),
            .init(Erasure.self, of: nil),
            .init(OccupancyBorder.self, of: nil),
        ])
}
