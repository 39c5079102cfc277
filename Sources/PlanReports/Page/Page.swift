internal import SourceDocument

/// The frame of every page: head, policy, style and script.
enum Page {
  /// - Parameter body: everything inside `body`.
  static func document(title: String, body: Markup) -> Markup {
    let policy =
      "default-src 'none'; style-src 'sha256-\(SHA256.base64(Style.page))' 'sha256-\(SHA256.base64(Style.drawing))'; "
      + "script-src 'sha256-\(SHA256.base64(Script.page))'; img-src data:; base-uri 'none'; form-action 'none'"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <link rel="icon" href="data:,">
      <title>\(title)</title>
      <style>\(Markup(trusted: Style.page))</style>
      <style data-drawing>\(Markup(trusted: Style.drawing))</style>
      </head>
      <body>
      <a class="skip" href="#content">Skip to the plan</a>
      \(body)
      <script>\(Markup(trusted: Script.page))</script>
      </body>
      </html>

      """
  }

  /// A drawing in a page.
  static func drawing(_ content: Markup, id: Markup, width: Double, height: Double, label: String) -> Markup {
    "<svg id=\"\(id)\" viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-label=\"\(label)\">\(content)</svg>"
  }

  /// What stands under a drawing: its caption, and a way to save it where scripts run.
  static func foot(_ caption: String, saves id: Markup) -> Markup {
    "<div class=\"foot\"><figcaption>\(caption)</figcaption><p class=\"save\"><button type=\"button\" data-script hidden data-svg=\"\(id)\">Save as SVG</button></p></div>"
  }

  /// A drawing as a file of its own.
  static func file(_ content: Markup, width: Double, height: Double, title: String) -> String {
    let svg: Markup = """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" role="img">
      <title>\(title)</title><style>\(Markup(trusted: Style.alone))</style>
      \(content)
      </svg>

      """
    return svg.text
  }
}
