/// The style sheet of every page: one scale of type, one of space, two palettes.
enum Style {
  /// Shared by pages and stand-alone drawings.
  static let drawing = """
    .sea{fill:var(--sea)}.land{fill:var(--land);stroke:var(--coast);stroke-width:.8;stroke-linejoin:round}
    svg{font-family:var(--face);font-size:12px;fill:var(--ink);overflow:hidden}
    svg path{vector-effect:non-scaling-stroke}svg text{stroke:none}
    .fibre path{fill:none;stroke:var(--fibre);stroke-width:1.3;stroke-linecap:round}
    .fibre .estimated{stroke-dasharray:5 4;stroke-linecap:butt}.fibre .unknown{stroke-dasharray:1 5}
    .hop{fill:none;stroke:var(--chain);stroke-width:4.5;stroke-linecap:round;stroke-linejoin:round}
    .hop.backup{stroke:var(--second);stroke-width:3;stroke-dasharray:2 5}
    .hop.binding{stroke:var(--bind);stroke-width:7}.guess{fill:none;stroke:var(--paper);stroke-width:1.1;stroke-dasharray:3 5}.core{fill:none;stroke:var(--paper);stroke-width:1.8}
    .strand path{fill:none;stroke-width:3.6;stroke-linecap:round;stroke-linejoin:round}.strand.backup path{stroke-dasharray:7 5;stroke-linecap:butt;stroke-width:3.2}
    .c1{--c:var(--h1)}.c2{--c:var(--h2)}.c3{--c:var(--h3)}.c4{--c:var(--h4)}.c5{--c:var(--h5)}.c6{--c:var(--h6)}.strand path{stroke:var(--c)}
    .under{fill:none;stroke:var(--bind);stroke-width:11;stroke-opacity:.55;stroke-linecap:round;stroke-linejoin:round}.load{fill:none;stroke:var(--chain);stroke-linecap:round;stroke-linejoin:round;stroke-opacity:.8}
    .badge circle{fill:var(--paper);stroke:var(--c);stroke-width:2}.badge text{font-size:11px;font-weight:650;fill:var(--ink)}.badge .k{transform:scale(var(--k,1))}text.count{font-size:11px;font-weight:650;fill:var(--paper)}
    .sites circle{fill:var(--paper);stroke:var(--soft);stroke-width:1.1;vector-effect:non-scaling-stroke}.sites .pass{fill:var(--soft)}
    .passed circle{fill:var(--paper);stroke:var(--chain);stroke-width:1.4}
    .mark{stroke:var(--paper);stroke-width:1.6}
    .mark .k{transform:scale(var(--k,1))}.sites circle{r:calc(2.2px*var(--k,1))}
    .mark.end{fill:var(--ink)}.mark.repeater{fill:var(--chain)}.mark.station{fill:var(--station)}.hole{fill:var(--paper);stroke:none}
    text.name{font-size:12.5px;fill:var(--ink);stroke:var(--halo);stroke-width:3.2px;paint-order:stroke;stroke-linejoin:round}
    text.name.end{font-size:15px;font-weight:650}
    .scale path{fill:none;stroke:var(--ink);stroke-width:1.2}.scale text{font-size:12px;stroke:var(--halo);stroke-width:3px;paint-order:stroke}
    .axis path,path.tick{stroke:var(--soft);stroke-width:1;fill:none}.axis text,text.tick{fill:var(--soft);font-variant-numeric:tabular-nums}
    .grid{stroke:var(--line);stroke-width:1}.base{stroke:var(--soft);stroke-width:1}
    .bar rect{fill:var(--tint)}.bar text{font-size:11.5px;fill:var(--soft);font-variant-numeric:tabular-nums;stroke:var(--paper);stroke-width:3px;paint-order:stroke}.bar text.label{font-size:12.5px;fill:var(--ink)}
    .bar rect.room{fill:none;stroke:var(--soft);stroke-width:1.2}.bar.binding rect{fill:var(--bind)}.bar.binding rect.room{fill:none;stroke:var(--bind)}.bar.binding text{fill:var(--ink);font-weight:650}
    .bars text,text.title{fill:var(--soft)}.bars text.title{fill:var(--ink);font-weight:600}
    .rail{stroke:var(--line);stroke-width:5;stroke-linecap:round}.limit path{stroke:var(--ink);stroke-width:1.6;fill:none}.limit .lead{stroke:var(--line);stroke-width:1}
    .limit text{fill:var(--soft)}.interval{stroke:var(--chain);stroke-width:9}.needle{fill:var(--chain)}text.value{font-size:15px;font-weight:650}
    .curve{fill:none;stroke:var(--chain);stroke-width:2;stroke-linejoin:round}.dot{fill:var(--chain);stroke:var(--paper);stroke-width:1.4}
    .dot.open{fill:var(--paper);stroke:var(--chain);stroke-width:1.8}.s1 .curve{stroke:var(--second);stroke-dasharray:6 3}.s1 .dot{fill:var(--second)}.s1 .dot.open{fill:var(--paper);stroke:var(--second)}
    .area{fill:var(--tint);opacity:.5}
    """

  static let light = """
    --paper:#fff;--page:#f6f5f1;--ink:#17202a;--soft:#5b6672;--line:#dddcd5;--sea:#e9eff2;--land:#f8f6ef;--coast:#c9cdc8;--halo:rgba(255,255,255,.85);\
    --fibre:#9aa5ad;--chain:#0b6472;--tint:#a9cdd2;--second:#7b5ea7;--station:#b8860b;--bind:#c8501e;--good:#0b6472;--bad:#a8320f;\
    --h1:#0b6472;--h2:#7b4fb0;--h3:#2a6fc0;--h4:#a02c6d;--h5:#55731b;--h6:#7a5230
    """
  static let dark = """
    --paper:#151b21;--page:#0e1317;--ink:#e8e9e6;--soft:#9aa6b0;--line:#2c353d;--sea:#10181e;--land:#1b232a;--coast:#34404a;--halo:rgba(14,19,23,.85);\
    --fibre:#5b6873;--chain:#56c2cf;--tint:#245560;--second:#b79be0;--station:#e3b341;--bind:#ff8a5c;--good:#56c2cf;--bad:#ff8a5c;\
    --h1:#56c2cf;--h2:#bd9df0;--h3:#7db3f5;--h4:#f08cc2;--h5:#a6c95f;--h6:#d3a77c
    """
  static let face = """
    --face:"Inter","Source Sans 3",system-ui,-apple-system,"Segoe UI","Helvetica Neue","Noto Sans",Arial,sans-serif
    """

  static let page = """
    :root{\(light);\(face);--mono:ui-monospace,"SF Mono","Cascadia Mono","DejaVu Sans Mono",Menlo,monospace;color-scheme:light dark}
    @media(prefers-color-scheme:dark){:root{\(dark)}}
    *{box-sizing:border-box}html{-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 var(--face)}
    main,header,footer{max-width:1120px;margin:0 auto;padding:0 32px}
    header{padding-top:56px}.kicker{margin:0;font-size:13px;letter-spacing:.09em;text-transform:uppercase;color:var(--soft)}
    h1{font-size:clamp(30px,5vw,46px);line-height:1.12;letter-spacing:-.022em;margin:10px 0 10px;font-weight:680;text-wrap:balance}
    .lede{font-size:18px;color:var(--soft);margin:0 0 30px;max-width:60ch}
    h2{font-size:22px;letter-spacing:-.01em;line-height:1.25;margin:0 0 6px;font-weight:650}h3{font-size:16px;margin:26px 0 4px}
    section{margin:60px 0}section>p,.note{max-width:70ch;color:var(--soft);margin:4px 0 18px}
    a{color:var(--chain)}
    .verdict{background:var(--paper);border:1px solid var(--line);border-radius:14px;padding:26px 28px 18px}
    .verdict .said{font-size:23px;line-height:1.3;font-weight:650;margin:0 0 4px;display:flex;gap:12px;align-items:flex-start;letter-spacing:-.01em}
    .verdict .said svg{flex:none;width:28px;height:28px;margin-top:1px}.yes{stroke:var(--good)}.no{stroke:var(--bad)}.sign{fill:none;stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round}
    .verdict p{margin:0 0 8px;max-width:75ch}.verdict p+p{color:var(--soft)}
    .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:1px;background:var(--line);border:1px solid var(--line);border-radius:14px;overflow:hidden;margin:18px 0 0}
    .figures div{background:var(--paper);padding:16px 18px 14px}.figures dt{font-size:13px;color:var(--soft)}
    .figures dd{margin:2px 0 0;font-size:25px;font-weight:640;letter-spacing:-.02em;line-height:1.2;font-variant-numeric:tabular-nums}
    .figures dd small{font-size:13.5px;font-weight:500;letter-spacing:0}.figures dd.more{font-size:13px;font-weight:400;color:var(--soft);letter-spacing:0;line-height:1.4}
    figure{margin:0}figcaption{font-size:13.5px;color:var(--soft);margin-top:10px;max-width:80ch}
    .frame{position:relative;background:var(--paper);border:1px solid var(--line);border-radius:14px;overflow:hidden}
    .frame svg,.plain svg{display:block;width:100%;height:auto}.pad{padding:18px 18px 12px}
    .scroll{overflow-x:auto;-webkit-overflow-scrolling:touch}.scroll svg{min-width:760px}
    .map svg{cursor:grab;touch-action:pan-y}.map svg:active{cursor:grabbing}
    .tools{position:absolute;top:12px;right:12px;display:flex;gap:6px}
    button{font:inherit;font-size:13.5px;color:var(--ink);background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:5px 11px;cursor:pointer}
    button:hover{border-color:var(--soft)}:focus-visible{outline:2px solid var(--chain);outline-offset:2px}
    .tools button{min-width:36px;height:36px;padding:0 10px}.foot{display:flex;justify-content:space-between;gap:8px 24px;align-items:flex-start;flex-wrap:wrap;margin-top:10px}.foot figcaption{margin:0;flex:1 1 280px}.save{margin:0;flex:none}.table+.save{margin-top:10px}[hidden]{display:none!important}
    .legend{display:flex;flex-wrap:wrap;gap:6px 20px;margin:12px 0 0;padding:0;list-style:none;font-size:13.5px;color:var(--soft)}
    .legend li{display:flex;align-items:center;gap:8px}.legend svg{width:26px;height:16px}
    .two{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,440px),1fr));gap:22px}
    .two h3{margin-top:0}
    table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}caption{text-align:left;color:var(--soft);font-size:13.5px;padding:0 0 8px}
    th,td{padding:8px 10px;text-align:right;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap}
    th{font-weight:600;color:var(--soft);font-size:13px}th small{font-weight:400}td.t,th.t{text-align:left}td.w{white-space:normal;min-width:15ch}td.w:last-child{min-width:38ch}
    tbody tr:last-child td,tbody tr:last-child th{border-bottom:0}tbody th{color:var(--ink);font-size:14px;text-align:left;white-space:normal;min-width:16ch}figure+.table{margin-top:18px}
    .table{background:var(--paper);border:1px solid var(--line);border-radius:14px;overflow-x:auto}
    th button{all:unset;cursor:pointer;font:inherit;color:inherit}th button:focus-visible{outline:2px solid var(--chain);outline-offset:3px}
    th[aria-sort=ascending] button::after{content:" ↑"}th[aria-sort=descending] button::after{content:" ↓"}
    .tag{display:inline-block;font-size:12px;line-height:1.4;border:1px solid currentColor;border-radius:99px;padding:0 8px;font-weight:600;white-space:nowrap}
    .tag.bind{color:var(--bind)}.tag.assumed{color:var(--soft);font-weight:500;border-style:dashed}
    dl.list{display:grid;grid-template-columns:minmax(140px,max-content) 1fr;gap:8px 24px;margin:0}dl.list dt{color:var(--soft)}dl.list dd{margin:0}
    pre{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:14px 16px;overflow-x:auto;font:13.5px/1.5 var(--mono);margin:8px 0;white-space:pre-wrap;overflow-wrap:anywhere}
    details{margin:14px 0}summary{cursor:pointer;font-weight:600;color:var(--chain);padding:6px 0}details section{margin:14px 0 30px}details[open]>summary{margin-bottom:8px}
    footer{color:var(--soft);font-size:13.5px;padding-bottom:56px;margin-top:70px}
    .skip{position:absolute;left:-999em}.skip:focus{left:16px;top:12px;background:var(--paper);padding:8px 14px;border-radius:8px;z-index:2}
    .away{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    .narrow{display:none}
    @media(max-width:640px){td.w{min-width:26ch}.wide{display:none}.narrow{display:block}.map svg{--k:1.9}.map svg:not(.near) .name:not(.end){display:none}.tools{position:static;padding:10px;justify-content:flex-end;border-bottom:1px solid var(--line)}main,header,footer{padding:0 18px}header{padding-top:34px}section{margin:46px 0}.verdict{padding:20px 18px 12px}.verdict .said{font-size:19px}.figures{grid-template-columns:1fr 1fr}.figures dd{font-size:21px}.figures div{padding:13px 14px}th,td{padding:7px 9px}dl.list{grid-template-columns:1fr;gap:0}dl.list dd{margin:0 0 10px}.lede{font-size:16.5px}}
    @media print{:root{\(light);--page:#fff}body{font-size:10.5pt}header{padding-top:0}main,header,footer{max-width:none;padding:0}.tools,.save,.skip{display:none!important}section{margin:26px 0}.frame,.table,figure,tr{break-inside:avoid}h2,h3{break-after:avoid}.table,.scroll{overflow:visible}.scroll svg{min-width:0}th,td{padding:4px 6px;font-size:8.5pt;white-space:normal}}
    @media(forced-colors:active){.hop,.curve{stroke:CanvasText}.mark{fill:CanvasText}}

    """

  /// For a drawing that stands alone in a file: the light palette as the drawing's own.
  static let alone = "svg{\(light);\(face);background:#fff}" + drawing
}
