import Access
import HTTPTypes
package import Hummingbird
package import Logging
package import Metering
import NIOCore

/// The server: the chapters that it is made of, for all its tenants, with their middlewares.
///
/// Routes are synchronous functions that may wait for a disk. They run on threads of their own, so that the loops
/// which serve sockets never wait.
package struct Portal: Sendable {
    let tenants: Tenants
    let chapters: [MountedChapter]
    let clock: @Sendable () -> Instant
    let limits: Limits
    private let rates: [RateClass: CallRates]
    let openAnswers: OpenAnswers
    let metrics: RequestMetrics
    let logger: Logger
    let proxies: TrustedProxies
    let sources = ConnectionSources()
    let shares: ConnectionShares
    private let own: [Work: BlockingThreads]

    /// Limits of the server.
    package struct Limits: Sendable {
        /// Requests a minute of one caller: a client, a person, or an address without either.
        package var callsPerMinute = 1_200
        /// The same of what is open to all.
        package var openCallsPerMinute = 6_000
        /// Seconds for which an answer that is open to all is given from memory.
        package var openAnswerSeconds = 1
        /// Seconds in which a body in memory must have come.
        package var bodySeconds = 30
        /// Seconds without a byte after which a connection is closed.
        package var idleSeconds = 30
        package var connections = 2_000
        /// Of these, those of one network (`SourceAddress.siteKey`); trusted proxies are not counted.
        package var connectionsOfNetwork = 256
        package var headerBytes = 16 << 10
        /// Calls of one chapter that are at work at once, at most, and as many of the server's own.
        package var threads = 32
        /// More than run and wait in `KeyDerivationSlots`, so that whoever comes beyond them is told so at once.
        package var passwordThreads = 24
        /// E-mails that are handed to a mail program at once.
        package var mailThreads = 4

        package init() {}
    }

    package init(
        _ tenants: Tenants, _ chapters: [Chapter], limits: Limits = Limits(), proxies: TrustedProxies = .none,
        logger: Logger,
        clock: @escaping @Sendable () -> Instant
    ) {
        self.tenants = tenants
        self.chapters = chapters.map { MountedChapter($0, limits: limits, tenants: tenants.all.count) }
        self.clock = clock
        self.limits = limits
        self.logger = logger
        self.proxies = proxies
        shares = ConnectionShares(most: limits.connectionsOfNetwork)
        let perMinute: [RateClass: Int] = [.calls: limits.callsPerMinute, .open: limits.openCallsPerMinute]
        rates = Dictionary(
            uniqueKeysWithValues: perMinute.map { ($0, CallRates($0.rawValue, perMinute: $1)) })
        openAnswers = OpenAnswers(lifetime: .seconds(limits.openAnswerSeconds))
        metrics = RequestMetrics()
        own = [.stores: BlockingThreads(limits.threads), .mail: BlockingThreads(limits.mailThreads)]
    }

    /// The routes as Hummingbird serves them. Methods that a path does not have are answered with 405.
    package func router() -> Router<PortalContext> {
        let router = Router(context: PortalContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: RequestLogMiddleware(portal: self))
        router.add(middleware: SecurityHeadersMiddleware(tenants: tenants))
        router.add(middleware: ErrorMiddleware(portal: self))
        for chapter in chapters {
            for (path, routes) in Dictionary(grouping: chapter.chapter.routes, by: \.path) {
                mount(routes, of: chapter, at: RouterPath(path), on: router)
            }
        }
        return router
    }

    private func mount(
        _ routes: [Route], of chapter: MountedChapter, at path: RouterPath, on router: Router<PortalContext>
    ) {
        for route in routes {
            router.on(path, method: route.method) { request, context in
                try await RequestDispatcher(portal: self, chapter: chapter, route: route).answer(request, context)
            }
        }
        let allowed = routes.map(\.method.rawValue).sorted().joined(separator: ", ")
        for method in Portal.methods where !routes.contains(where: { $0.method == method }) {
            router.on(path, method: method) { _, _ -> Response in
                throw Refusal(Problem.methodNotAllowed.with([.allow: allowed]), to: .nobody).of(chapter.chapter)
            }
        }
    }

    private static let methods: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete, .options]

    /// Counts a call of a class. Throws the problem of who calls too often.
    func count(_ caller: Caller, from source: String, as rate: RateClass) throws(Problem) -> CallRates.Room {
        guard let room = rates[rate]?.take(of: caller.rateLimitKey(from: source), now: ContinuousClock.now) else {
            throw .failed
        }
        guard room.isGranted else { throw .tooMany(retryAfter: room.seconds).with(room.fields) }
        return room
    }

    /// What the server does without being called, each kind on threads of its own.
    enum Work { case stores, mail }

    /// Runs a body of the server's own on a thread that may block.
    func run<Result: Sendable>(
        _ work: Work, _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        guard let threads = own[work] else { throw Problem.failed }
        return try await threads.run(body)
    }

    /// Stops the threads, after the bodies that run.
    func stop() async throws {
        for chapter in chapters { try await chapter.stop() }
        for threads in own.values { try await threads.stop() }
    }
}

/// What Hummingbird keeps of one request.
package struct PortalContext: RequestContext, RemoteAddressRequestContext {
    package var coreContext: CoreRequestContextStorage
    package let remoteAddress: SocketAddress?
    /// The connection, in `ConnectionSources`.
    let connection: ObjectIdentifier
    /// Closes the connection once the answer has had a second to leave: the rest of a refused body is not read on.
    let closeAfterResponse: @Sendable () -> Void

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
        let channel = source.channel
        connection = ObjectIdentifier(channel)
        closeAfterResponse = { channel.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) } }
    }
}
