// Draws the charts of an indicator from the data that the page carries. No rule lives here: every line, bound and word
// comes from the server; floats are for drawing only, and what a tooltip shows is the text as printed.

const css = getComputedStyle(document.documentElement);
const hue = (name) => css.getPropertyValue(`--${name}`).trim();
const INK = hue("ink");
const QUIET = hue("ink-3");
const LINE = hue("line");
const ACCENT = hue("accent");
const FORECAST = hue("hope");
const PARTS = [hue("accent"), hue("hope"), hue("open"), hue("good"), hue("none")];
const SHAPES = ["circle", "triangle", "diamond", "rect", "emptyCircle"];
const FONT = getComputedStyle(document.body).fontFamily;

/** The frame of a chart: every year between the first and the last has its place on the axis. */
function frame(years, right) {
  const first = Math.min(...years);
  const last = Math.max(...years);
  return {
    animation: false,
    textStyle: { fontFamily: FONT, fontSize: 13, color: INK },
    grid: { left: 8, right, top: 28, bottom: 4, containLabel: true },
    xAxis: {
      type: "category",
      boundaryGap: false,
      data: Array.from({ length: last - first + 1 }, (_, i) => String(first + i)),
      axisLabel: { color: QUIET, hideOverlap: true, showMinLabel: true, showMaxLabel: true },
      axisLine: { lineStyle: { color: LINE } },
      axisTick: { show: false },
    },
    yAxis: {
      type: "value",
      scale: true,
      boundaryGap: ["12%", "12%"],
      // Air below the lowest line, but never a negative height where nothing is negative.
      min: ({ min, max }) => (min >= 0 && min - 0.12 * (max - min) < 0 ? 0 : null),
      axisLabel: { color: QUIET },
      splitLine: { lineStyle: { color: LINE, type: [2, 3] } },
    },
  };
}

const at = ([year, value]) => [String(year), value];

function label(text, color, position, more = {}) {
  const halo = { textBorderColor: "#fff", textBorderWidth: 3 };
  return { show: true, formatter: text, position, color, fontSize: 12, lineHeight: 16, fontFamily: FONT, ...halo, ...more };
}

function bare(data, line, more = {}) {
  return { type: "line", data: data.map(at), symbol: "none", silent: true, lineStyle: line, ...more };
}

function main(data, narrow) {
  const { points, base, target, progress, forecast, words } = data;
  const years = points.map((p) => p.year).concat(data.year);
  if (target) years.push(target.year);
  if (base) years.push(base.year);
  const option = frame(years, forecast ? (narrow ? 76 : 112) : 24);
  const series = [...forecastLines(forecast, words, narrow)];
  if (target) series.push(...targetLines(target, Math.min(...years), Math.max(...years), words, points));
  if (progress) series.push(progressLine(progress, words));
  series.push(...valueLines(data, narrow));
  if (base) series.push(baseRing(base, words));
  option.series = series;
  option.tooltip = tooltip(({ data: { point } }) => {
    if (!point) return "";
    const { year, shown, note } = point;
    return [`${year}  ${shown}`, note].filter(Boolean).join("\n");
  });
  return option;
}

/** The central line and the band by past pace; the band is a floor nobody sees with its depth stacked on it. */
function forecastLines(forecast, words, narrow) {
  if (!forecast) return [];
  const { line, low, high, shown } = forecast;
  const band = { stack: "band", stackStrategy: "all" };
  const depth = high.map(([year, value], i) => [year, value - low[i][1]]);
  const dashed = { color: FORECAST, type: "dashed", width: 1.5 };
  return [
    bare(low, { opacity: 0 }, band),
    bare(depth, { opacity: 0 }, { ...band, areaStyle: { color: FORECAST, opacity: 0.14 } }),
    bare(line, dashed, {
      endLabel: label(`${shown}\n${words.forecast}`, FORECAST, "right", {
        fontWeight: 600,
        width: narrow ? 68 : 104,
        overflow: "break",
      }),
    }),
  ];
}

/** The target is always drawn, across all years; its words stand where the series does not begin. */
function targetLines({ low, high, shown, year }, first, last, words, points) {
  const bounds = [...new Set([low, high].filter((bound) => bound !== null))];
  const start = points.length ? points[0].value : bounds[0];
  return bounds.map((bound, i) => {
    const side = bound >= start ? "top" : "bottom";
    const words_ = label(`${words.target} ${shown} (${year})`, ACCENT, side, { align: "left", fontWeight: 600 });
    const line = bare([[first, bound], [last, bound]], { color: ACCENT, width: 1.5 });
    const ends = line.data.map((value, end) => ({ value, label: end === 0 && i === 0 ? words_ : { show: false } }));
    return { ...line, data: ends, symbol: "circle", symbolSize: 0.01, label: { show: true } };
  });
}

function progressLine(progress, words) {
  const [[x1, y1], [x2, y2]] = progress;
  const share = Math.round((x2 - x1) * 0.7) / (x2 - x1 || 1);
  const middle = [String(Math.round(x1 + (x2 - x1) * share)), y1 + (y2 - y1) * share];
  return bare(progress, { color: QUIET, type: "dotted", width: 1.5 }, {
    markPoint: {
      symbol: "circle",
      symbolSize: 0.01,
      silent: true,
      data: [{ coord: middle, label: label(words.progress, QUIET, y2 < y1 ? "top" : "bottom") }],
    },
  });
}

/** The values, one line for each stretch: no line crosses a change of definition. */
function valueLines(data, narrow) {
  const { points, judging, breaks } = data;
  const last = points.length - 1;
  const shownAt = (i) => i === 0 || i === last || points[i].year === judging || (!narrow && points.length <= 12);
  const drawn = points.map((point, i) => ({
    point,
    value: at([point.year, point.value]),
    label: { show: shownAt(i), align: i === 0 ? "left" : "center" },
  }));
  const starts = [-Infinity, ...breaks.map(({ year }) => year), Infinity];
  const stretches = starts.slice(1).map((end, i) => drawn.filter((d) => d.point.year >= starts[i] && d.point.year < end));
  return stretches.map((stretch) => ({
    type: "line",
    name: data.name,
    data: stretch,
    symbol: "circle",
    symbolSize: 7,
    itemStyle: { color: INK },
    lineStyle: { color: INK, width: 2 },
    z: 5,
    label: label(({ data: { point } }) => point.shown, INK, "top", { fontWeight: 600 }),
    labelLayout: { hideOverlap: true },
    markLine: breakLines(data),
  }));
}

function breakLines({ breaks, words }) {
  return {
    symbol: "none",
    silent: true,
    animation: false,
    data: breaks.map(({ year }) => ({
      xAxis: String(year),
      lineStyle: { color: QUIET, type: [4, 3], width: 1 },
      label: label(words.break, QUIET, "insideEndTop"),
    })),
  };
}

function baseRing(base, words) {
  return {
    type: "scatter",
    data: [at([base.year, base.value])],
    symbolSize: 12,
    silent: true,
    z: 6,
    itemStyle: { color: "#fff", borderColor: INK, borderWidth: 2 },
    label: label(words.base, QUIET, "bottom", { align: "left" }),
  };
}

function tooltip(formatter) {
  return {
    trigger: "item",
    renderMode: "richText",
    formatter,
    backgroundColor: "#fff",
    borderColor: LINE,
    shadowBlur: 0,
    textStyle: { color: INK, fontFamily: FONT, fontSize: 13 },
  };
}

/** The parts by sex, residence …: named at their ends, so that no legend is needed. */
function parts(data) {
  const years = data.series.flatMap((s) => s.points.map((p) => p.year));
  const option = frame(years, 64);
  option.series = data.series.map((s, i) => ({
    type: "line",
    name: s.name,
    data: s.points.map((p) => at([p.year, p.value])),
    symbol: SHAPES[i],
    symbolSize: 8,
    itemStyle: { color: PARTS[i] },
    lineStyle: { color: PARTS[i], width: 2 },
    endLabel: label(s.name, PARTS[i], "right", { fontWeight: 600 }),
    labelLayout: { moveOverlap: "shiftY" },
  }));
  option.tooltip = tooltip(({ seriesIndex, dataIndex }) => {
    const { year, shown } = data.series[seriesIndex].points[dataIndex];
    return `${data.series[seriesIndex].name}  ${year}  ${shown}`;
  });
  return option;
}

function draw(figure) {
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  figure.replaceChildren();
  const drawn = window.echarts.init(figure, null, { renderer: "canvas" });
  drawn.setOption(data.series ? parts(data) : main(data, figure.clientWidth < 600));
  new ResizeObserver(() => drawn.resize()).observe(figure);
  return drawn;
}

// On paper a chart is a picture, which takes the width of the sheet.
const charts = [...document.querySelectorAll("[data-chart]")].map((figure) => [figure, draw(figure)]);
addEventListener("beforeprint", () => {
  for (const [figure, drawn] of charts) {
    const picture = document.createElement("img");
    picture.src = drawn.getDataURL({ pixelRatio: 2, backgroundColor: "#fff" });
    picture.alt = figure.getAttribute("aria-label");
    figure.append(picture);
  }
});
addEventListener("afterprint", () => {
  for (const [figure] of charts) figure.querySelector("img")?.remove();
});
