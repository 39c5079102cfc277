/// A file format that maps come in.
public enum MapFormat: String, Sendable, CaseIterable {
  /// `swapline.topology/1`.
  case native
}
