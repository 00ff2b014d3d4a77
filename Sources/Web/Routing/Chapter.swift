/// Routes that belong together – one protocol, or one kind of reader – and what they have in common. A chapter is a
/// target of its own; a portal mounts those that it is made of.
package struct Chapter: Sendable {
    /// Where its paths begin: whose a request is that no route takes. The longest one that fits counts.
    package let roots: [String]
    package let routes: [Route]
    package let authenticator: Authenticator
    package let refusals: RefusalFormat
    package let pool: PoolSize
    /// The scopes that its clients may ask for.
    package let scopes: [String]
    /// The problems that its routes alone answer with.
    package let problems: [Problem]

    package init(
        at roots: [String], _ routes: [Route], authenticator: Authenticator, refusals: RefusalFormat,
        pool: PoolSize = PoolSize(), scopes: [String] = [], problems: [Problem] = []
    ) {
        self.roots = roots
        self.routes = routes
        self.authenticator = authenticator
        self.refusals = refusals
        self.pool = pool
        self.scopes = scopes
        self.problems = problems
    }
}

extension [Chapter] {
    package var routes: [Route] { flatMap(\.routes) }

    /// The chapter that a path is of, whether or not it has a route there.
    func chapter(of path: some StringProtocol) -> Chapter? {
        let fits = flatMap { chapter in
            chapter.roots.filter { path == $0 || path.hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/") }
                .map { (root: $0, chapter: chapter) }
        }
        return fits.max { $0.root.utf8.count < $1.root.utf8.count }?.chapter
    }
}
