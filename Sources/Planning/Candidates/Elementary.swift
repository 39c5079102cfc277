internal import Foundation

/// ln(1+x), accurate near 0.
@inline(__always) func log1pExact(_ x: Double) -> Double { Foundation.log1p(x) }
/// e^x − 1, accurate near 0.
@inline(__always) func expm1Exact(_ x: Double) -> Double { Foundation.expm1(x) }
