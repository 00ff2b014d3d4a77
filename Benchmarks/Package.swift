// swift-tools-version: 6.3
import PackageDescription

// Programs that measure from within: the driver of the workloads that a command line cannot show (W3, W4, W9), what the
// release register costs, what the differencing guard does, how fast Green Button is written and read, and what stands
// beside the server when wrk asks it.
// `Sources` is a link to Maille's own: one package sees its `package` declarations.

let package = Package(
    name: "maille-benchmarks",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .module("Metering"),
        .module(
            "Exchange",
            on: ["Metering", .product(name: "Crypto", package: "swift-crypto"), "CLibXML2", "CYajl", "CLibArchive"]),
        .module("Analytics", on: ["Metering"]),
        .module("Disclosure", on: ["Metering", "CGLPK"], resources: [.embedInCode("Policies/Data")]),
        .module(
            "Access", on: ["Metering", "CSodium", .product(name: "Crypto", package: "swift-crypto")],
            resources: [.embedInCode("Identity/common-passwords.txt"), .embedInCode("Identity/password-roots.txt")]),
        .module(
            "Store", on: ["Metering", "Disclosure", "Access", .product(name: "Crypto", package: "swift-crypto")]),
        .module(
            "EmbeddedStore",
            on: [
                "Metering", "Disclosure", "Access", "Store", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"), "CDeflate",
            ]),
        .module("Publication", on: ["Metering", "Analytics", "Disclosure", "Store"]),
        .module("Services", on: ["Metering", "Analytics", "Disclosure", "Store", "Publication"]),
        .module("Simulation", on: ["Metering", "Exchange"]),
        .executableTarget(
            name: "store-bench",
            dependencies: [
                "Metering", "Exchange", "Disclosure", "Store", "EmbeddedStore", "Publication", "Services", "Simulation",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Driver", swiftSettings: .house),
        .executableTarget(
            name: "register-bench", dependencies: ["Metering", "Disclosure", "Store", "EmbeddedStore"],
            path: "Register",
            swiftSettings: .house),
        .executableTarget(
            name: "guard-bench", dependencies: ["Metering", "Disclosure"], path: "Guard", swiftSettings: .house),
        .executableTarget(
            name: "portal-bench",
            dependencies: [
                "Metering", "Access", "Store", "EmbeddedStore", .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Portal", swiftSettings: .house),
        .executableTarget(
            name: "green-button-bench", dependencies: ["Metering", "Exchange"], path: "GreenButton",
            swiftSettings: .house),
        .cLibrary("CGLPK"),
        .cLibrary("CSodium", pkgConfig: "libsodium"),
        .cLibrary("CLibXML2", pkgConfig: "libxml-2.0"),
        .cLibrary("CYajl", pkgConfig: "yajl"),
        .cLibrary("CLibArchive", pkgConfig: "libarchive"),
        .cLibrary("CDeflate", pkgConfig: "libdeflate"),
    ]
)

extension [SwiftSetting] {
    static var house: [SwiftSetting] {
        [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("InternalImportsByDefault"),
        ]
    }
}

extension Target {
    static func module(
        _ name: String, on dependencies: [Target.Dependency] = [], resources: [Resource] = []
    ) -> Target {
        .target(
            name: name, dependencies: dependencies, path: "Sources/\(name)", resources: resources,
            swiftSettings: .house)
    }

    static func cLibrary(_ name: String, pkgConfig: String? = nil) -> Target {
        .systemLibrary(name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig)
    }
}
