// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "swapline",
  products: [
    .executable(name: "swapline", targets: ["swapline"]),
    .library(name: "SourceDocument", targets: ["SourceDocument"]),
    .library(name: "GraphAlgorithms", targets: ["GraphAlgorithms"]),
    .library(name: "FibreNetwork", targets: ["FibreNetwork"]),
    .library(name: "TopologyFormats", targets: ["TopologyFormats"]),
    .library(name: "LinkPhysics", targets: ["LinkPhysics"]),
    .library(name: "ChainSimulator", targets: ["ChainSimulator"]),
    .library(name: "Optimization", targets: ["Optimization"]),
    .library(name: "Planning", targets: ["Planning"]),
    .library(name: "PlanFiles", targets: ["PlanFiles"]),
    .library(name: "PlanReports", targets: ["PlanReports"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
  ],
  targets: [
    // The ten-line program of the README.
    .executableTarget(
      name: "ten-lines", dependencies: ["FibreNetwork", "LinkPhysics", "Planning", "TopologyFormats"],
      path: "Tests/TenLines",
      swiftSettings: strict),

    // What test suites share; no product holds it.
    .target(
      name: "TestSupport",
      dependencies: ["FibreNetwork", "Optimization", "SourceDocument", "TopologyFormats"],
      path: "Tests/TestSupport", swiftSettings: strict),

    .target(name: "SourceDocument", swiftSettings: strict),
    .testTarget(
      name: "SourceDocumentTests", dependencies: ["SourceDocument"], swiftSettings: strict),

    .target(
      name: "GraphAlgorithms",
      dependencies: [.product(name: "HeapModule", package: "swift-collections")],
      swiftSettings: strict),
    .testTarget(
      name: "GraphAlgorithmsTests", dependencies: ["GraphAlgorithms", "TestSupport"], swiftSettings: strict),

    .target(name: "FibreNetwork", dependencies: ["GraphAlgorithms"], swiftSettings: strict),
    .testTarget(name: "FibreNetworkTests", dependencies: ["FibreNetwork"], swiftSettings: strict),

    .target(
      name: "TopologyFormats", dependencies: ["FibreNetwork", "SourceDocument"],
      resources: [.embedInCode("ShippedMaps")], swiftSettings: strict),
    .testTarget(
      name: "TopologyFormatsTests",
      dependencies: ["FibreNetwork", "SourceDocument", "TestSupport", "TopologyFormats"],
      swiftSettings: strict),

    .target(
      name: "LinkPhysics", dependencies: ["FibreNetwork", "SourceDocument"],
      resources: [.embedInCode("Resources")],
      swiftSettings: strict),
    .testTarget(
      name: "LinkPhysicsTests",
      dependencies: ["FibreNetwork", "LinkPhysics", "SourceDocument", "TestSupport"],
      swiftSettings: strict),

    .target(
      name: "ChainSimulator",
      dependencies: [
        "FibreNetwork", "LinkPhysics", "SourceDocument",
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ChainSimulatorTests",
      dependencies: ["ChainSimulator", "LinkPhysics", "SourceDocument", "TestSupport"],
      swiftSettings: strict),

    .systemLibrary(name: "CGLPK", providers: [.apt(["libglpk-dev"]), .brew(["glpk"])]),
    .target(name: "CGLPKGuard", dependencies: ["CGLPK"]),
    .target(
      name: "Optimization", dependencies: ["CGLPK", "CGLPKGuard", "SourceDocument"],
      swiftSettings: strict),
    .testTarget(
      name: "OptimizationTests", dependencies: ["CGLPKGuard", "Optimization", "TestSupport"],
      swiftSettings: strict),

    .target(
      name: "Planning",
      dependencies: [
        "ChainSimulator", "FibreNetwork", "GraphAlgorithms", "LinkPhysics", "Optimization", "SourceDocument",
        .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: strict),

    .testTarget(
      name: "PlanningTests",
      dependencies: [
        "ChainSimulator", "FibreNetwork", "LinkPhysics", "Optimization", "PlanFiles", "Planning",
        "SourceDocument", "TestSupport", "TopologyFormats",
      ],
      swiftSettings: strict),

    .target(
      name: "PlanFiles",
      dependencies: [
        "ChainSimulator", "FibreNetwork", "LinkPhysics", "Planning", "SourceDocument", "TopologyFormats",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "PlanFilesTests",
      dependencies: [
        "ChainSimulator", "FibreNetwork", "LinkPhysics", "PlanFiles", "Planning", "SourceDocument",
        "TestSupport", "TopologyFormats",
      ],
      swiftSettings: strict),

    .target(
      name: "PlanReports",
      dependencies: [
        "FibreNetwork", "LinkPhysics", "PlanFiles", "Planning", "SourceDocument", "TopologyFormats",
      ],
      exclude: ["Resources/pack-natural-earth.py"], resources: [.embedInCode("Resources/natural-earth.txt")],
      swiftSettings: strict),
    .testTarget(
      name: "PlanReportsTests",
      dependencies: [
        "FibreNetwork", "LinkPhysics", "PlanFiles", "PlanReports", "Planning", "SourceDocument",
        "TestSupport", "TopologyFormats",
      ],
      swiftSettings: strict),

    .executableTarget(
      name: "swapline-bench",
      dependencies: [
        "ChainSimulator", "FibreNetwork", "LinkPhysics", "Planning", "SourceDocument", "TopologyFormats",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .executableTarget(
      name: "swapline",
      dependencies: [
        "ChainSimulator", "FibreNetwork", "LinkPhysics", "Optimization", "PlanFiles", "PlanReports",
        "Planning",
        "SourceDocument", "TopologyFormats",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "swaplineTests",
      dependencies: [
        "ChainSimulator", "LinkPhysics", "PlanFiles", "SourceDocument", "TestSupport", "TopologyFormats",
        "swapline",
      ], exclude: ["Golden"], swiftSettings: strict),
  ]
)
