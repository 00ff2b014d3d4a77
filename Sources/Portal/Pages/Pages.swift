import Access
import HTTPTypes

/// People's pages: HTML, in French and in English.
enum Pages {
    static let routes: [Route] =
        [Route(.get, "/", for: .everyone) { _ in .seeOther("/account") }] + Style.routes + LegalPages.routes
        + SignIn.routes
        + TOTPSignIn.routes + TOTPChoice.routes + Registration.routes + ForgottenPassword.routes + Household.routes
        + ConsentPages.routes.needing(.collectConsents) + AccessHistoryPage.routes + PersonalDataPages.routes
        + SessionsPage.routes
        + BuildingPage.routes.needing(.buildingTotals)
}
