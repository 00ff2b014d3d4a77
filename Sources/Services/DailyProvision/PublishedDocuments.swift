import Disclosure
package import Metering
package import Publication
package import Store

/// What leaves for one day: a CSV and a JSON document for each use, and a manifest over them.
///
/// Publishing the same day again gives the same bytes under the same names. A document whose figures changed is a
/// new edition under a new name; the old one stays.
package struct PublishedDocuments: Sendable {
    package let day: CivilDay
    package let documents: [Document]
    package let uses: [UseSummary]
    /// For the operator's eyes: it tells refusals of the guard from those of the thresholds.
    package let usefulness: [Usefulness]
    /// For the operator's eyes: sentences about figures that no rule holds back and that were not made.
    package let remarks: [String]
    /// Uses of which nothing was judged: for want of an agreement, or not ready.
    package let waiting: [WaitingUse]
    package let manifest: String

    /// A file to be written.
    package struct Document: Sendable {
        package let file: NamedDocument
        /// Whether everybody may have it: that is public, and without the figure of a single point.
        package let isOpen: Bool
        /// Nil of a manifest.
        package let content: Content?

        package var name: String { file.name }
        package var bytes: [UInt8] { file.bytes }

        init(name: String, bytes: [UInt8], isOpen: Bool, _ content: Content? = nil) {
            file = NamedDocument(name: name, bytes: bytes)
            self.isOpen = isOpen
            self.content = content
        }
    }

    /// What a document is of.
    package struct Content: Hashable, Sendable {
        package let use: String
        package let visibility: Visibility
        /// The name that all editions of the document have in common: `use-4a_public_2026-10-31.csv`.
        package let name: String
        package let edition: Int
        /// Those that the figures of a restricted document leave on, as it names them; none of a public one.
        package let agreements: [KeptAgreement]
    }

    /// How many figures of a use left, and how many were held back; in place of how many of these another one leaves.
    package struct UseSummary: Hashable, Sendable, Encodable {
        package let use: String
        package let usage: Visibility
        package let released: Int
        package let suppressed: Int
        package let alternatives: Int
        package let edition: Int
        package let file: String
    }

    private enum Form: CaseIterable {
        case csv, json

        func document(of figures: [RecordedRelease], _ key: PublishedUse, _ day: CivilDay, _ policy: Policy) throws
            -> [UInt8]
        {
            let agreements = key.visibility == .restricted ? figures.first?.agreements : nil
            switch self {
            case .csv: return Array(FigureCSV.document(figures, under: agreements).utf8)
            case .json:
                return try FigureJSON.document(
                    FigureJSON(
                        use: key.use, usage: key.visibility, day: day, policy: policy.id,
                        recipients: agreements?.map(FigureJSON.Recipient.init),
                        terms: agreements.map { _ in RestrictedTerms.all },
                        figures: figures.map(FigureJSON.Entry.init)))
            }
        }
    }

    /// Writes the documents of figures, and gives each its edition by its content.
    init(
        of published: PublishedFigures, on day: CivilDay, visibility: Visibility?, policy: Policy,
        _ office: ReleaseOffice, _ releases: any ReleaseRegister, now: Instant, remarks: [String] = []
    ) throws {
        self.day = day
        let (figures, known) = (published.days[0], published.known)
        waiting = published.waiting
        let groups = Dictionary(grouping: figures) { PublishedUse($0.request.set) }
        var (documents, uses, usefulness): ([Document], [UseSummary], [Usefulness]) = ([], [], [])
        for (key, figures) in groups.sorted(by: { $0.key < $1.key }) {
            let texts = try Form.allCases.concurrentMap { try $0.document(of: figures, key, day, policy) }
            let (csv, json) = (texts[0], texts[1])
            let name = PublishedDocuments.name(use: key.use, key.visibility, day)
            let edition = try releases.edition(
                ofDocument: name, policy: policy.id, day: day, sha256: Fingerprint.of(csv + json),
                horizon: known.horizon, now: now)
            let isOpen = key.visibility == .public && !figures.contains(where: \.namesPoints)
            let agreements = key.visibility == .restricted ? figures.first?.agreements ?? [] : []
            let files = zip(["csv", "json"], texts).map { form, bytes in
                Document(
                    name: "\(name)_e\(edition).\(form)", bytes: bytes, isOpen: isOpen,
                    Content(
                        use: key.use, visibility: key.visibility, name: "\(name).\(form)", edition: edition,
                        agreements: agreements))
            }
            documents += files
            let asked = figures.filter { !$0.isAlternative }
            uses.append(UseSummary(key, of: asked, edition: edition, file: files[0].name))
            usefulness.append(Usefulness(use: key.use, usage: key.visibility, of: asked))
        }
        let manifest = Manifest(
            day: day, policy: policy, isEstimating: published.isEstimating[0], documents: documents, uses: uses,
            register: try uses.compactMap {
                try releases.head(
                    ofDocument: PublishedDocuments.name(use: $0.use, $0.usage, day), policy: policy.id, day: day)
            }.max { $0.rows < $1.rows },
            inputs: try office.disclosedInputs(figures.reduce(into: []) { $0.formUnion($1.revisions) }))
        let bytes = try FigureJSON.document(manifest)
        let name = "manifest\(visibility.map { "-\($0.rawValue)" } ?? "")_\(day)"
        let edition = try releases.edition(
            ofDocument: name, policy: policy.id, day: day, sha256: Fingerprint.of(bytes), horizon: known.horizon,
            now: now)
        self.manifest = "\(name)_e\(edition).json"
        self.documents = documents + [Document(name: self.manifest, bytes: bytes, isOpen: false)]
        self.uses = uses
        self.usefulness = usefulness
        self.remarks = remarks + figures.filter { !$0.isCountable }.map(\.uncountable)
    }

    /// The name of a use's documents, without their edition.
    static func name(use: String, _ visibility: Visibility, _ day: CivilDay) -> String {
        "use-\(use.fileNamePart)_\(visibility.rawValue)_\(day)"
    }
}

extension PublishedDocuments.UseSummary {
    fileprivate init(
        _ key: PublishedUse, of asked: [RecordedRelease], edition: Int, file: String
    ) {
        let released = asked.count(where: \.isReleased)
        self.init(
            use: key.use, usage: key.visibility, released: released, suppressed: asked.count - released,
            alternatives: asked.count(where: \.hasAlternative), edition: edition, file: file)
    }
}

extension RecordedRelease {
    fileprivate var uncountable: String {
        """
        \(request.set.id), \(request.carrier.rawValue) \(request.direction.rawValue), \(request.period.lowerBound) to \
        \(request.period.upperBound): the energies are too large to be added up; look for an index or a daily energy of \
        its points that has digits too many, and import the right one
        """
    }
}

extension String {
    static let closedWithout = """
        the day's first figures left without estimates, so none of its figures counts them: estimates would be the \
        difference
        """
    static let closedWith = "the day's first figures left with estimates, so all of its figures count them"

    /// Letters, digits, dots and dashes as they are; anything else as a dash.
    fileprivate var fileNamePart: String {
        String(map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? $0 : "-" })
    }
}

/// The list of what leaves for a day, under which policy, from which received files.
private struct Manifest: Encodable {
    let day: CivilDay
    let policy: Policy
    let estimatesCount: Bool
    let files: [File]
    let uses: [PublishedDocuments.UseSummary]
    let inputs: [DisclosedInput]
    /// The register's chain up to the last of the documents' own recordings: the same whenever they are published
    /// again. Nil where there are no documents.
    let register: RegisterHead?

    struct File: Encodable {
        let name: String
        let sha256: String
    }

    init(
        day: CivilDay, policy: Policy, isEstimating: Bool, documents: [PublishedDocuments.Document],
        uses: [PublishedDocuments.UseSummary], register: RegisterHead?, inputs: [DisclosedInput]
    ) {
        self.day = day
        self.policy = policy
        estimatesCount = isEstimating
        files = documents.map { File(name: $0.name, sha256: Fingerprint.of($0.bytes)) }
        self.uses = uses
        self.register = register
        self.inputs = inputs
    }
}
