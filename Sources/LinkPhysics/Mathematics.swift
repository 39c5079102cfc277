internal import Foundation

// The elementary functions that the models use, in one place, so that Foundation is imported once.

func exp(_ x: Double) -> Double { Foundation.exp(x) }
func log(_ x: Double) -> Double { Foundation.log(x) }
func log2(_ x: Double) -> Double { Foundation.log2(x) }
func log10(_ x: Double) -> Double { Foundation.log10(x) }
func log1p(_ x: Double) -> Double { Foundation.log1p(x) }
func expm1(_ x: Double) -> Double { Foundation.expm1(x) }
func pow10(_ x: Double) -> Double { Foundation.pow(10, x) }
func power(_ x: Double, _ y: Double) -> Double { Foundation.pow(x, y) }
func sine(_ x: Double) -> Double { Foundation.sin(x) }
func cosine(_ x: Double) -> Double { Foundation.cos(x) }
