internal import SourceDocument

/// One decimal, as lengths and losses stand in plan files.
func oneDecimal(_ value: Double) -> String { Numeral.fixed(value, 1) }
