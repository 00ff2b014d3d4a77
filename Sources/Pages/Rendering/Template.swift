/// The pages' templates: a file in `Templates/` each, and the page whose members it shows.
enum Template: String, CaseIterable {
    case accesses, account, activation, approval, building, buildings, code, consents, deleted, deletion, device
    case forgotten, legal, login, password, problem, registered, registration, sessions, style, table, use, verification
    case codePresent = "code-present"
    case codeSetup = "code-setup"
    case deviceAnswered = "device-answered"
    case movingOut = "moving-out"
    case newPassword = "new-password"
    case personalData = "personal-data"
    case requestFault = "request-fault"
    case resetSent = "reset-sent"
    case useYear = "use-year"

    var page: any Page.Type { parts.page }
    var source: [UInt8] { parts.source }

    private var parts: (page: any Page.Type, source: [UInt8]) {
        switch self {
        case .accesses: (AccessHistoryPage.self, PackageResources.accesses_mustache)
        case .account: (AccountPage.self, PackageResources.account_mustache)
        case .activation: (ActivationPage.self, PackageResources.activation_mustache)
        case .approval: (ApprovalPage.self, PackageResources.approval_mustache)
        case .building: (BuildingPage.self, PackageResources.building_mustache)
        case .buildings: (BuildingsPage.self, PackageResources.buildings_mustache)
        case .code: (CodePage.self, PackageResources.code_mustache)
        case .codePresent: (CodePresentPage.self, PackageResources.code_present_mustache)
        case .codeSetup: (CodeSetupPage.self, PackageResources.code_setup_mustache)
        case .consents: (ConsentsPage.self, PackageResources.consents_mustache)
        case .deleted: (DeletedPage.self, PackageResources.deleted_mustache)
        case .deletion: (DeletionPage.self, PackageResources.deletion_mustache)
        case .device: (DevicePage.self, PackageResources.device_mustache)
        case .deviceAnswered: (DeviceAnsweredPage.self, PackageResources.device_answered_mustache)
        case .forgotten: (ForgottenPasswordPage.self, PackageResources.forgotten_mustache)
        case .legal: (LegalPage.self, PackageResources.legal_mustache)
        case .login: (SignInPage.self, PackageResources.login_mustache)
        case .movingOut: (MovingOutPage.self, PackageResources.moving_out_mustache)
        case .newPassword: (NewPasswordPage.self, PackageResources.new_password_mustache)
        case .password: (PasswordPage.self, PackageResources.password_mustache)
        case .personalData: (PersonalDataPage.self, PackageResources.personal_data_mustache)
        case .problem: (ProblemPage.self, PackageResources.problem_mustache)
        case .registered: (RegisteredPage.self, PackageResources.registered_mustache)
        case .registration: (RegistrationPage.self, PackageResources.registration_mustache)
        case .requestFault: (RequestFaultPage.self, PackageResources.request_fault_mustache)
        case .resetSent: (ResetSentPage.self, PackageResources.reset_sent_mustache)
        case .sessions: (SessionsPage.self, PackageResources.sessions_mustache)
        case .style: (StylePage.self, PackageResources.style_mustache)
        case .table: (TablePage.self, PackageResources.table_mustache)
        case .use: (OwnUsePage.self, PackageResources.use_mustache)
        case .useYear: (UseOverviewPage.self, PackageResources.use_year_mustache)
        case .verification: (VerificationPage.self, PackageResources.verification_mustache)
        }
    }
}

/// What templates have in common, by the names under which they take it in.
enum Part: String, CaseIterable {
    case buttons, faults, field, form, hidden, layout

    var source: [UInt8] {
        switch self {
        case .buttons: PackageResources.buttons_mustache
        case .faults: PackageResources.faults_mustache
        case .field: PackageResources.field_mustache
        case .form: PackageResources.form_mustache
        case .hidden: PackageResources.hidden_mustache
        case .layout: PackageResources.layout_mustache
        }
    }
}
