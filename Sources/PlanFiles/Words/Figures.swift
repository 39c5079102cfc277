internal import Foundation

/// One decimal.
func rounded(_ value: Double) -> String { String(format: "%.1f", value) }
/// Three significant digits.
func significant(_ value: Double) -> String { String(format: "%.3g", value) }
