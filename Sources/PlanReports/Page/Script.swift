/// What a page does beyond showing: zoom and pan of the map, sorting, saving. Everything reads well without it.
enum Script {
  static let page = """
    "use strict";
    (() => {
    const all = (q, e = document) => Array.from(e.querySelectorAll(q));
    all("[data-script]").forEach(e => e.hidden = false);
    const save = (name, type, text) => {
      const a = document.createElement("a");
      a.href = URL.createObjectURL(new Blob([text], {type}));
      a.download = name; document.body.append(a); a.click(); a.remove();
      setTimeout(() => URL.revokeObjectURL(a.href), 1000);
    };
    all(".map").forEach(box => {
      const svg = box.querySelector("svg"), [,, w, h] = svg.getAttribute("viewBox").split(" ").map(Number);
      let x = 0, y = 0, k = 1;
      const show = () => {
        k = Math.min(40, Math.max(1, k)); x = Math.min(w - w / k, Math.max(0, x)); y = Math.min(h - h / k, Math.max(0, y));
        svg.setAttribute("viewBox", [x, y, w / k, h / k].join(" ")); svg.style.setProperty("--k", (innerWidth > 640 ? 1 : 1.9) / k); svg.classList.toggle("near", k > 1.9);
        svg.style.touchAction = k > 1 ? "none" : "pan-y";
      };
      const zoom = (f, px = .5, py = .5) => { const cx = x + px * w / k, cy = y + py * h / k; k = Math.min(40, Math.max(1, k * f)); x = cx - px * w / k; y = cy - py * h / k; show(); };
      const at = e => { const r = svg.getBoundingClientRect(); return [(e.clientX - r.left) / r.width, (e.clientY - r.top) / r.height]; };
      all("[data-zoom]", box).forEach(b => b.addEventListener("click", () => { const f = Number(b.dataset.zoom); if (f) zoom(f); else { x = y = 0; k = 1; show(); } }));
      svg.addEventListener("wheel", e => { if (!e.ctrlKey && !e.metaKey && k === 1 && e.deltaY > 0) return; e.preventDefault(); zoom(Math.exp(-e.deltaY / 400), ...at(e)); }, {passive: false});
      const fingers = new Map();
      svg.addEventListener("pointerdown", e => { fingers.set(e.pointerId, e); if (k > 1 || fingers.size > 1) svg.setPointerCapture(e.pointerId); });
      svg.addEventListener("pointermove", e => {
        const old = fingers.get(e.pointerId); if (!old) return;
        const r = svg.getBoundingClientRect();
        if (fingers.size === 2) {
          const other = [...fingers.values()].find(f => f.pointerId !== e.pointerId), d = f => Math.hypot(f.clientX - other.clientX, f.clientY - other.clientY);
          zoom(d(e) / Math.max(1, d(old)), ...at({clientX: (e.clientX + other.clientX) / 2, clientY: (e.clientY + other.clientY) / 2}));
        } else { x -= (e.clientX - old.clientX) / r.width * w / k; y -= (e.clientY - old.clientY) / r.height * h / k; show(); }
        fingers.set(e.pointerId, e);
      });
      ["pointerup", "pointercancel", "pointerleave"].forEach(n => svg.addEventListener(n, e => fingers.delete(e.pointerId)));
      svg.tabIndex = 0;
      svg.addEventListener("keydown", e => {
        const s = .15 / k, move = {ArrowLeft: [-w * s, 0], ArrowRight: [w * s, 0], ArrowUp: [0, -h * s], ArrowDown: [0, h * s]}[e.key];
        if (move && k > 1) { x += move[0]; y += move[1]; show(); } else if (e.key === "+" || e.key === "=") zoom(1.5); else if (e.key === "-") zoom(1 / 1.5); else if (e.key === "0") { k = 1; x = y = 0; show(); } else return;
        e.preventDefault();
      });
    });
    const value = cell => cell.dataset.v === undefined ? cell.textContent.trim() : cell.dataset.v === "" ? NaN : Number(cell.dataset.v);
    const compare = (a, b) => typeof a === "number" ? (isNaN(a) ? 1 : isNaN(b) ? -1 : a - b) : a.localeCompare(b, undefined, {numeric: true});
    all("table.sorts").forEach(table => all("thead th", table).forEach((th, i) => {
      const b = document.createElement("button"); b.type = "button"; b.append(...th.childNodes); th.append(b);
      b.addEventListener("click", () => {
        const up = th.getAttribute("aria-sort") !== "ascending", body = table.tBodies[0];
        all("th", table.tHead).forEach(o => o.removeAttribute("aria-sort")); th.setAttribute("aria-sort", up ? "ascending" : "descending");
        body.append(...all("tr", body).sort((p, q) => (up ? 1 : -1) * compare(value(p.cells[i]), value(q.cells[i]))));
      });
    }));
    all("[data-csv]").forEach(b => b.addEventListener("click", () => {
      const table = document.getElementById(b.dataset.csv), quote = t => /[",\\n\\r]/.test(t) ? '"' + t.replaceAll('"', '""') + '"' : t;
      save(b.dataset.csv + ".csv", "text/csv", all("tr", table).map(r => all("th,td", r).map(c => quote(c.dataset.v ?? c.textContent.trim())).join(",")).join("\\r\\n") + "\\r\\n");
    }));
    all("[data-svg]").forEach(b => b.addEventListener("click", () => {
      const svg = document.getElementById(b.dataset.svg).cloneNode(true), style = document.createElementNS(svg.namespaceURI, "style");
      const root = getComputedStyle(document.documentElement), names = ["paper", "ink", "soft", "line", "sea", "land", "coast", "halo", "fibre", "chain", "tint", "second", "station", "bind", "face", "h1", "h2", "h3", "h4", "h5", "h6"];
      style.textContent = "svg{" + names.map(n => "--" + n + ":" + root.getPropertyValue("--" + n)).join(";") + "}" + document.querySelector("style[data-drawing]").textContent;
      svg.prepend(style); svg.removeAttribute("style"); svg.setAttribute("xmlns", svg.namespaceURI);
      save(b.dataset.svg + ".svg", "image/svg+xml", new XMLSerializer().serializeToString(svg));
    }));
    all("[data-copy]").forEach(b => b.addEventListener("click", async () => {
      const said = b.textContent; try { await navigator.clipboard.writeText(document.getElementById(b.dataset.copy).textContent); b.textContent = "Copied"; } catch { getSelection().selectAllChildren(document.getElementById(b.dataset.copy)); b.textContent = "Selected"; }
      setTimeout(() => b.textContent = said, 1600);
    }));
    })();
    """
}
