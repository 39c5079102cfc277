import FibreNetwork
import Foundation
import Planning
import TestSupport
import Testing

@testable import PlanReports

/// Opens reports in a real browser that can reach nothing.
@Suite(
  .serialized,
  .enabled(
    if: WebDriver.program != nil,
    "NO BROWSER: the pages are not tested. Install chromium and chromium-driver (Debian: apt-get install chromium chromium-driver)."
  ))
struct BrowserTests {
  /// Pages and screenshots land beside the build.
  static let folder = Repository.url(".build/report-screenshots")

  private static let attack = "<script>alert(1)</script>"
  private static let drawnAttack = "</script><svg onload=alert(1)>"

  private func pages() throws -> [(name: String, html: String)] {
    var several = try PlanFixture.plan()
    several.demands.append(several.demands[0])
    several.demands[0].backups = [several.demands[0].chain]
    return [
      ("map", PlanPage(try PlanFixture.plan()).html),
      ("scheme", PlanPage(try PlanFixture.plan(map: "line-1000km", everyNth: 4, hops: 10)).html),
      (
        "compare",
        ComparisonPage(
          PlanComparison(
            title: Self.attack,
            entries: [
              .init(name: "one", outcome: .plan(several)),
              .init(name: Self.drawnAttack, outcome: .none(NoPlanWords(Self.attack))),
            ])
        ).html
      ),
      (
        "front",
        ComparisonPage(
          PlanComparison(
            title: "repeaters against rate",
            entries: try [2, 4, 6].map {
              .init(name: "\($0) repeaters", outcome: .plan(try PlanFixture.plan(hops: $0 + 1)))
            })
        ).html
      ), ("capacity", PlanPage(try PlanFixture.capacity()).html),
      ("capacity-attack", PlanPage(try PlanFixture.capacity(name: Self.attack)).html),
      ("capacity-many", PlanPage(try PlanFixture.capacity(chains: 14)).html),
      ("several", PlanPage(several).html), ("attack", PlanPage(try PlanFixture.hostile(Self.attack)).html),
      ("drawn-attack", PlanPage(try PlanFixture.hostile(Self.drawnAttack)).html),
    ]
  }

  private func write(_ html: String, _ name: String) throws -> URL {
    try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
    let url = Self.folder.appendingPathComponent(name + ".html")
    try Data(html.utf8).write(to: url)
    return url
  }

  @Test(.timeLimit(.minutes(2))) func pagesAskForNothingAndSayNothing() async throws {
    try await WebDriver.use(folder: Self.folder) { browser in
      for (name, html) in try pages() {
        let url = try write(html, name)
        _ = try await browser.requests()
        try await browser.open(url)
        #expect(try await browser.console() == [], "console of \(name)")
        #expect(
          Set(try await browser.requests()).filter { !$0.hasPrefix("data:") } == [url.absoluteString],
          "requests of \(name)")
        let spill =
          try await browser.run("return document.documentElement.scrollWidth - innerWidth") as? Double
        #expect(spill == 0, "\(name) is wider than its window")
        for (width, isDark) in name == "map" || name == "capacity"
          ? [(1280, false), (390, false), (1280, true)] : [(1280, false), (390, false)]
        {
          let picture = try await browser.screenshot(width: width, dark: isDark)
          #expect(picture.count > 10_000)
          try picture.write(
            to: Self.folder.appendingPathComponent("\(name)-\(width)\(isDark ? "-dark" : "").png"))
          let wide = try await browser.run("return document.documentElement.scrollWidth") as? Double
          #expect(wide == Double(width), "\(name) at \(width) px")
        }
        _ = try await browser.devTools("Emulation.clearDeviceMetricsOverride")
      }
    }
  }

  @Test(.timeLimit(.minutes(2))) func namesStayText() async throws {
    try await WebDriver.use(folder: Self.folder) { browser in
      for (name, text) in [("attack", Self.attack), ("drawn-attack", Self.drawnAttack)] {
        try await browser.open(
          try write(PlanPage(try PlanFixture.capacity(name: text)).html, "capacity-" + name))
        #expect(try await browser.run("return document.scripts.length") as? Double == 1)
        #expect(try await browser.run("return document.querySelectorAll('[onload]').length") as? Double == 0)
        let lost =
          try await browser.run("return document.querySelector('#failure-groups tbody th').textContent")
          as? String
        #expect(lost?.hasPrefix(text + "; " + text) == true)
        try await browser.open(try write(PlanPage(try PlanFixture.hostile(text)).html, name))
        let scripts = try await browser.run("return document.scripts.length") as? Double
        let handlers = try await browser.run("return document.querySelectorAll('[onload]').length") as? Double
        let shown = try await browser.run("return document.querySelector('h1').textContent") as? String
        #expect(scripts == 1 && handlers == 0)
        #expect(shown == "\(text) – \(text)")
      }
    }
  }

  @Test(.timeLimit(.minutes(2))) func zoomPanSortAndDownloadWork() async throws {
    try await WebDriver.use(folder: Self.folder) { browser in
      let plan = try PlanFixture.plan()
      try await browser.open(try write(PlanPage(plan).html, "work"))
      let view = "return document.querySelector('.map svg').getAttribute('viewBox')"
      func box() async throws -> [Double] {
        (try await browser.run(view) as? String ?? "").split(separator: " ").compactMap { Double($0) }
      }
      let whole = try await box()
      _ = try await browser.run("document.querySelector('[data-zoom=\"1.6\"]').click()")
      let near = try await box()
      #expect(abs(near[2] - whole[2] / 1.6) < 1e-9 && near[0] > 0)
      let drag = """
        const svg = document.querySelector('.map svg'), r = svg.getBoundingClientRect();
        const send = (type, x) => svg.dispatchEvent(new PointerEvent(type, {pointerId: 1, isPrimary: true, clientX: r.left + x, clientY: r.top + 100}));
        svg.setPointerCapture = () => {}; send('pointerdown', 200); send('pointermove', 150); send('pointerup', 150);
        return r.width;
        """
      let width = try #require(try await browser.run(drag) as? Double)
      let moved = try await box()
      #expect(abs(moved[0] - near[0] - 50 / width * near[2]) < 1e-6, "50 pixels to the left")
      _ = try await browser.run("document.querySelector('[data-zoom=\"0\"]').click()")
      #expect(try await box() == whole)

      let sort = """
        const table = document.getElementById('hops'), i = [...table.tHead.rows[0].cells].findIndex(c => c.textContent.startsWith('Fibre'));
        const th = table.tHead.rows[0].cells[i]; th.querySelector('button').click();
        return [th.getAttribute('aria-sort'), ...[...table.tBodies[0].rows].map(r => r.cells[i].dataset.v)];
        """
      let sorted = try #require(try await browser.run(sort) as? [String])
      #expect(sorted[0] == "ascending")
      #expect(
        sorted.dropFirst().compactMap { Double($0) }
          == plan.demands[0].chain.segments.map(\.route.lengthKm).sorted())

      _ = try await browser.run("document.querySelector('[data-csv=\"hops\"]').click()")
      _ = try await browser.run("document.querySelector('[data-svg=\"plan-map\"]').click()")
      let files = ["hops.csv", "plan-map.svg"].map { browser.downloads.appendingPathComponent($0) }
      for _ in 0..<50 where !files.allSatisfy({ FileManager.default.fileExists(atPath: $0.path) }) {
        try await Task.sleep(for: .milliseconds(100))
      }
      let table = String(decoding: try Data(contentsOf: files[0]), as: UTF8.self)
      #expect(table.split(separator: "\r\n").count == plan.demands[0].chain.segments.count + 1)
      #expect(String(decoding: try Data(contentsOf: files[1]), as: UTF8.self).contains("Xuzhou"))
      #expect(try await browser.console() == [])
    }
  }

  /// Without scripts: nothing is hidden but what scripts are needed for, folded parts open, on paper all of the map is there.
  @Test(.timeLimit(.minutes(2))) func capacityPagesFoldSortAndSave() async throws {
    try await WebDriver.use(folder: Self.folder) { browser in
      try await browser.open(try write(PlanPage(try PlanFixture.capacity()).html, "capacity-work"))
      // Every drawing and every table has a name that a screen reader says, every heading level follows its parent's.
      let nameless = """
        return [...document.querySelectorAll('svg:not([aria-hidden]),.table,.scroll')].filter(e => !e.getAttribute('aria-label')).length
        """
      #expect(try await browser.run(nameless) as? Double == 0)
      let jumps = """
        let last = 1; return [...document.querySelectorAll('h1,h2,h3,h4')].filter(h => { const n = Number(h.tagName[1]), bad = n > last + 1; last = n; return bad; }).length
        """
      #expect(try await browser.run(jumps) as? Double == 0)
      let fold = """
        const d = document.querySelector('#failures details'); d.querySelector('summary').click();
        return d.open && document.getElementById('failures').offsetHeight > 0
        """
      #expect(try await browser.run(fold) as? Bool == true)
      let sort = """
        const table = document.getElementById('failure-groups'), i = [...table.tHead.rows[0].cells].findIndex(c => c.textContent.startsWith('Least rate'));
        table.tHead.rows[0].cells[i].querySelector('button').click();
        return [...table.tBodies[0].rows].map(r => Number(r.cells[i].dataset.v));
        """
      let rates = try #require(try await browser.run(sort) as? [Double])
      #expect(rates.count == 3 && rates == rates.sorted())
      _ = try await browser.run("document.querySelector('[data-svg=\"failure-chart\"]').click()")
      let file = browser.downloads.appendingPathComponent("failure-chart.svg")
      for _ in 0..<50 where !FileManager.default.fileExists(atPath: file.path) {
        try await Task.sleep(for: .milliseconds(100))
      }
      #expect(
        String(decoding: try Data(contentsOf: file), as: UTF8.self).contains("with everything standing"))
      #expect(try await browser.console() == [])
    }
  }
}
