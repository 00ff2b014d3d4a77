import Access
import Web

/// Where a person can go from every page: what their roles and the tenant's kind let them open, nothing else.
struct Menu {
    /// What people come for, in sight.
    let places: [PageLink]
    /// Their account, behind a button.
    let account: [PageLink]
    /// Nil for who is not signed in.
    let signOut: FormView?

    /// `path` is the page that is shown.
    init(for caller: Caller, at tenant: Tenant?, on path: String, _ language: Language) {
        let open = Menu.entries.filter { entry in
            guard let tenant else { return false }
            return entry.audience.admits(caller) && entry.isForStrangers == caller.isNobody
                && entry.activity.map(tenant.may) ?? true
        }
        func links(_ entries: [Entry]) -> [PageLink] {
            entries.map { PageLink(to: $0.address, $0.label.in(language), isCurrent: $0.address == path) }
        }
        places = links(open.filter { $0.isPlace })
        account = links(open.filter { !$0.isPlace })
        if case .person(_, let secret) = caller {
            signOut = SignIn.out.blank.view(at: "/logout", secret, language)
        } else {
            signOut = nil
        }
    }

    private struct Entry {
        let address: String
        let label: Message
        var audience = RouteAudience.signedIn
        var activity: OperatorActivity?
        var isPlace = false
        /// For who is not signed in.
        var isForStrangers = false
    }

    private static let entries = [
        Entry(address: "/account", label: Message("My meters"), isPlace: true),
        Entry(
            address: UseOverviewPage.path, label: Message("What I used"), audience: .people([.resident]), isPlace: true),
        Entry(
            address: "/buildings", label: Message("My buildings"), audience: .people([.buildingManager]),
            activity: .buildingTotals, isPlace: true),
        Entry(address: "/consents", label: Message("My consents"), activity: .collectConsents, isPlace: true),
        Entry(address: "/accesses", label: Message("Who read my data"), isPlace: true),
        Entry(address: "/activation", label: Message("Add a meter")),
        Entry(address: "/personal-data", label: Message("My personal data")),
        Entry(address: "/account/password", label: Message("Change my password")),
        Entry(address: "/account/code", label: Message("Sign-in code")),
        Entry(address: "/account/sessions", label: Message("Where I am signed in")),
        Entry(address: "/login", label: Message("Sign in"), audience: .everyone, isForStrangers: true),
        Entry(address: "/register", label: Message("Make an account"), audience: .everyone, isForStrangers: true),
    ]
}

extension Caller {
    fileprivate var isNobody: Bool { if case .nobody = self { true } else { false } }
}
