import Access
import HTTPTypes
package import Web

extension Chapter {
    /// People's pages: HTML, in French and in English. `copy` makes the copy of all that is kept of the person who
    /// calls, which is a document of the API.
    package static func pages(copy: @escaping @Sendable (Call) throws -> Answer) -> Chapter {
        Chapter(
            at: ["/"], Pages.routes + PersonalDataPage.routes(copy), authenticator: .sessions, refusals: .pages)
    }
}

enum Pages {
    static let routes: [Route] = [
        [Route(.get, "/", for: .everyone) { _ in .seeOther("/account") }], Style.routes, StylePage.routes,
        LegalPage.routes, SignIn.routes, TOTPSignIn.routes, TOTPChoice.routes, Registration.routes,
        ForgottenPassword.routes, AccountPage.routes, ActivationPage.routes, MovingOutPage.routes,
        UseOverviewPage.routes, OwnUsePage.routes,
        PasswordPage.routes, SessionsPage.routes, DeletionPage.routes, AccessHistoryPage.routes,
        ConsentsPage.routes.needing(.collectConsents), AuthorizationPage.routes.needing(.collectConsents),
        DevicePage.routes.needing(.collectConsents), BuildingsPage.routes.needing(.buildingTotals),
        BuildingPage.routes.needing(.buildingTotals),
    ].flatMap(\.self)
}
