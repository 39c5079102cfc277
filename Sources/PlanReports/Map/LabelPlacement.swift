/// Puts names beside their points so that none covers another: first come, first served.
enum LabelPlacement {
  struct Label: Sendable {
    var text: String
    var anchor: Point
    /// Font size in pixels.
    var size: Double
    /// Drawn even where it covers something.
    var isRequired = false
  }

  struct Placed: Sendable {
    var label: Label
    /// From the anchor to the start, middle or end of the baseline.
    var offset: Point
    var textAnchor: String
  }

  /// Eight positions around each point are tried, right first; a name that fits nowhere is left out.
  ///
  /// - Complexity: O(labels²).
  static func place(_ labels: [Label], obstacles: [Point], within frame: Frame) -> [Placed] {
    var taken = obstacles.map { Frame(x: $0.x - 6, y: $0.y - 6, width: 12, height: 12) }
    var placed: [Placed] = []
    for label in labels {
      let options = positions(of: label)
      let free = options.first { option in
        frame.contains(Point(x: option.box.x, y: option.box.y))
          && frame.contains(Point(x: option.box.maxX, y: option.box.maxY))
          && !taken.contains { $0.overlaps(option.box) }
      }
      guard let chosen = free ?? (label.isRequired ? options.first : nil) else { continue }
      taken.append(chosen.box)
      placed.append(Placed(label: label, offset: chosen.offset, textAnchor: chosen.anchor))
    }
    return placed
  }

  private static func positions(of label: Label) -> [(offset: Point, anchor: String, box: Frame)] {
    let width = textWidth(label.text, size: label.size)
    let size = label.size
    let around: [(Double, Double, String)] = [
      (11, size * 0.35, "start"), (-11, size * 0.35, "end"), (0, -11, "middle"),
      (0, 10 + size * 0.8, "middle"),
      (9, -7, "start"), (9, 7 + size * 0.7, "start"), (-9, -7, "end"), (-9, 7 + size * 0.7, "end"),
    ]
    return around.map { x, y, anchor in
      let left = anchor == "start" ? x : anchor == "end" ? x - width : x - width / 2
      return (
        Point(x: x, y: y), anchor,
        Frame(x: label.anchor.x + left, y: label.anchor.y + y - size * 0.8, width: width, height: size)
      )
    }
  }

  /// A text cut to a width in pixels, with an ellipsis where something is missing.
  static func shortened(_ text: String, size: Double, to width: Double) -> String {
    guard textWidth(text, size: size) > width else { return text }
    var kept = text
    while !kept.isEmpty, textWidth(kept + "…", size: size) > width { kept.removeLast() }
    return kept + "…"
  }

  /// An estimate of how wide a text is in a proportional face, in pixels.
  static func textWidth(_ text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) { sum, scalar in
      let narrow = "ijlftr.,'|()[]! ".unicodeScalars.contains(scalar)
      let wide = scalar.value > 0x2E7F || "mwMW@".unicodeScalars.contains(scalar)
      return sum + size * (narrow ? 0.38 : wide ? 0.98 : 0.63)
    }
  }
}
