// swift-tools-version: 6.3
import PackageDescription

// Each target stands after those it imports; docs/architecture.md says what each is for. A target may import only what
// is listed here.

let package = Package(
    name: "maille",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .module("Metering", "the vocabulary: points, quantities, load curves, civil time"),
        .module(
            "Exchange", "bytes to records and back",
            on: ["Metering", .crypto, "CLibXML2", "CYajl", "CLibArchive", "CDeflate"]),
        .module("Analytics", "pure functions on curves", on: ["Metering"]),
        .module(
            "Disclosure", "what may be published", on: ["Metering", "CGLPK"],
            resources: [.embedInCode("Policies/Data")]),
        .module(
            "Access", "who may read what, and who did", on: ["Metering", .crypto, "CSodium"],
            resources: [
                .embedInCode("Identity/common-passwords.txt"), .embedInCode("Identity/password-roots.txt"),
                .embedInCode("Tenancy/tenant.schema.json"),
            ]),
        .module(
            "Store", "the ports of what is kept",
            on: ["Metering", "Disclosure", "Access", .crypto, .cryptoExtras]),
        .module(
            "EmbeddedStore", "all ports on one directory",
            on: ["Metering", "Disclosure", "Access", "Store", .grdb, .crypto, "CDeflate"]),
        .module(
            "Publication", "the one way for figures to leave", on: ["Metering", "Analytics", "Disclosure", "Store"]),
        .module("Collection", "brings data in", on: ["Metering", "Exchange", "Analytics", "Store"]),
        .module(
            "Services", "what people come for", on: ["Metering", "Analytics", "Disclosure", "Store", "Publication"]),
        .module(
            "Web", "HTTP: what stands between a socket and a route, tenants, jobs, what leaves",
            on: [
                "Metering", "Exchange", "Access", "Store", "Publication", "Collection", "Services", .crypto,
                .subprocess, .system, "CDeflate",
            ] + .http),
        .module(
            "API", "the chapter for applications",
            on: [
                "Metering", "Exchange", "Disclosure", "Access", "Store", "Publication", "Collection", "Services", "Web",
                .crypto, .httpTypes,
            ],
            resources: [.embedInCode("openapi.yaml")]),
        .module(
            "GreenButtonAPI", "the chapter of Green Button's third parties",
            on: ["Metering", "Exchange", "Access", "Store", "Web", .httpTypes]),
        .module(
            "OAuthAPI", "the chapter of OAuth's clients", on: ["Exchange", "Metering", "Access", "Web", .httpTypes]),
        .module("Charts", "values to drawings: pure functions to SVG"),
        .module(
            "Pages", "the chapter of people",
            on: [
                "Metering", "Disclosure", "Access", "Store", "Services", "Web", "Charts", .crypto, .httpTypes,
                "CQREncode",
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            resources: [.embedInCode("Templates"), .embedInCode("Messages/fr.po")]),
        .module("Simulation", "a district that does not exist, written as real files", on: ["Metering", "Exchange"]),
        .executableTarget(
            name: "maille",
            dependencies: [
                "Metering", "Exchange", "Analytics", "Disclosure", "Access", "Store", "EmbeddedStore", "Publication",
                "Collection", "Services", "Web", "API", "GreenButtonAPI", "OAuthAPI", "Pages", "Simulation",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .system,
            ],
            swiftSettings: .house),

        .cLibrary("CLibXML2", pkgConfig: "libxml-2.0", apt: "libxml2-dev"),
        .cLibrary("CYajl", pkgConfig: "yajl", apt: "libyajl-dev"),
        .cLibrary("CLibArchive", pkgConfig: "libarchive", apt: "libarchive-dev"),
        .cLibrary("CDeflate", pkgConfig: "libdeflate", apt: "libdeflate-dev"),
        .cLibrary("CGLPK", apt: "libglpk-dev"),
        .cLibrary("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
        .cLibrary("CQREncode", pkgConfig: "libqrencode", apt: "libqrencode-dev"),

        .target(
            name: "TestKit", dependencies: ["Metering", "Exchange", "Access", .crypto], path: "Tests/TestKit",
            swiftSettings: .house),
        .tests("Metering"),
        .tests("Exchange", on: ["Metering"]),
        .tests("Analytics", on: ["Metering"]),
        .tests("Disclosure", on: ["Metering"]),
        .tests("Access", on: ["Metering", .crypto]),
        .target(
            name: "StoreKit", dependencies: ["Metering", "Disclosure", "Access", "Store"], path: "Tests/StoreKit",
            swiftSettings: .house),
        .target(
            name: "DirectoryKit",
            dependencies: [
                "Metering", "Disclosure", "Store", "EmbeddedStore", "Publication", "Collection", "Services",
                "Exchange",
            ],
            path: "Tests/DirectoryKit", swiftSettings: .house),
        .tests(
            "EmbeddedStore",
            on: ["Metering", "Disclosure", "Access", "Store", "StoreKit", "DirectoryKit", .grdb, .crypto]),
        .tests(
            "Collection",
            on: ["Metering", "Exchange", "Analytics", "Store", "EmbeddedStore", "DirectoryKit", "StoreKit"]),
        .tests(
            "Services",
            on: [
                "Metering", "Exchange", "Analytics", "Disclosure", "Store", "EmbeddedStore", "Publication",
                "Collection", "DirectoryKit", "StoreKit", .grdb,
            ]),
        .target(
            name: "PortalKit",
            dependencies: [
                "Metering", "Disclosure", "Access", "Store", "EmbeddedStore", "Publication", "Services", "Web",
                "DirectoryKit",
            ],
            path: "Tests/PortalKit", swiftSettings: .house),
        .testTarget(
            name: "PortalTests",
            dependencies: [
                "Metering", "Exchange", "Access", "Disclosure", "Store", "EmbeddedStore", "Collection", "Services",
                "Web", "API", "GreenButtonAPI", "OAuthAPI", "Pages", "maille", "Simulation", "PortalKit",
                "DirectoryKit", "TestKit", "CDeflate", .hummingbirdTesting,
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ] + .http,
            swiftSettings: .house),
        .executableTarget(
            name: "interop-store", dependencies: ["Metering", "Access", "PortalKit"],
            path: "Tests/Interop/InteropStore", swiftSettings: .house),
        .executableTarget(
            name: "access-journal", dependencies: ["Metering", "Access", "Store", "EmbeddedStore", "PortalKit"],
            path: "Tests/Durability/AccessJournal", swiftSettings: .house),
        .executableTarget(
            name: "failing-writes",
            dependencies: [
                "Metering", "Exchange", "Disclosure", "Access", "Store", "EmbeddedStore", "Publication", "Collection",
                "Services", "Web", "PortalKit", "DirectoryKit", "TestKit", .grdb,
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Durability/FailingWrites", exclude: ["failing_writes.c"], swiftSettings: .house),
        .tests("Charts"),
        .tests("Simulation", on: ["Metering", "Exchange"]),
        .testTarget(
            name: "SamplesTests",
            dependencies: ["Metering", "Disclosure", "Store", "EmbeddedStore", "Publication", "TestKit"],
            path: "docs/extending/samples", exclude: ["OpenFiguresPage.swift", "OpenFiguresPageTests.swift"],
            swiftSettings: .house),
        .testTarget(
            name: "Scenarios", dependencies: ["maille", "TestKit", "Metering"], path: "Tests/Scenarios",
            swiftSettings: .house),
    ]
)

/// `scripts/fuzz.sh` builds the package instrumented for libFuzzer, with a program that feeds the readers of blocks.
let isFuzzing = Context.environment["MAILLE_FUZZ"] != nil
if isFuzzing {
    let runtime = "/usr/lib/clang/21/lib/linux/libclang_rt.fuzzer_no_main-x86_64.a"
    let toolchain = Context.environment["MAILLE_TOOLCHAIN"] ?? "/opt/swift"
    package.targets.append(
        .executableTarget(
            name: "fuzz-blocks", dependencies: ["Store", "EmbeddedStore", "Metering"], path: "Tests/Fuzz",
            swiftSettings: .house,
            linkerSettings: [.unsafeFlags([toolchain + runtime, "-lstdc++"])]))
}

extension [SwiftSetting] {
    /// The settings of every target of ours: strict imports, explicit existentials, no warning left standing.
    static var house: [SwiftSetting] {
        [
            .treatAllWarnings(as: .error),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("InternalImportsByDefault"),
        ] + (Context.environment["MAILLE_FUZZ"] != nil ? [.unsafeFlags(["-sanitize=fuzzer", "-O"])] : [])
    }
}

extension Target {
    static func module(
        _ name: String, _ purpose: String, on dependencies: [Target.Dependency] = [], resources: [Resource] = []
    ) -> Target {
        .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: .house)
    }

    static func tests(_ name: String, on dependencies: [Target.Dependency] = []) -> Target {
        .testTarget(
            name: "\(name)Tests", dependencies: [.init(stringLiteral: name), "TestKit"] + dependencies,
            swiftSettings: .house)
    }

    static func cLibrary(_ name: String, pkgConfig: String? = nil, apt package: String) -> Target {
        .systemLibrary(name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
    }
}

extension Target.Dependency {
    static var grdb: Self { .product(name: "GRDB", package: "GRDB.swift") }
    static var crypto: Self { .product(name: "Crypto", package: "swift-crypto") }
    static var cryptoExtras: Self { .product(name: "CryptoExtras", package: "swift-crypto") }
    static var subprocess: Self { .product(name: "Subprocess", package: "swift-subprocess") }
    static var system: Self { .product(name: "SystemPackage", package: "swift-system") }
    static var httpTypes: Self { .product(name: "HTTPTypes", package: "swift-http-types") }
    static var hummingbirdTesting: Self { .product(name: "HummingbirdTesting", package: "hummingbird") }
}

extension [Target.Dependency] {
    /// What stands between a socket and a route: confined to `Web`.
    static var http: Self {
        [
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "HummingbirdTLS", package: "hummingbird"),
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .httpTypes,
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "X509", package: "swift-certificates"),
            .product(name: "SwiftASN1", package: "swift-asn1"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "Configuration", package: "swift-configuration"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        ]
    }
}
