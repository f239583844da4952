(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, attributes = {}, text = "") => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      element.setAttribute(name, value);
    }
    element.textContent = text;
    return element;
  };

  // Sections fold at their headings.
  const chapters = all("section.chapter");
  const fold = (chapter, isFolded) => {
    chapter.classList.toggle("folded", isFolded);
    chapter.querySelector("h2 button").setAttribute("aria-expanded", String(!isFolded));
  };
  chapters.forEach(chapter => {
    const heading = chapter.querySelector("h2"), button = make("button", { type: "button", "aria-expanded": "true" }, heading.textContent);
    heading.replaceChildren(button);
    button.addEventListener("click", () => fold(chapter, !chapter.classList.contains("folded")));
  });
  const open = target => {
    const chapter = target?.closest("section.chapter");
    if (chapter) {
      fold(chapter, false);
    }
  };
  all("nav a").forEach(link => link.addEventListener("click", () => open(document.querySelector(link.getAttribute("href")))));

  // Controls of the page.
  const controls = make("div", { class: "controls" });
  const control = (text, action) => {
    const button = make("button", { type: "button" }, text);
    button.addEventListener("click", () => action(button));
    controls.append(button);
  };
  if (chapters.length > 3) {
    control("Fold all", button => {
      const isFolding = button.textContent === "Fold all";
      chapters.forEach(chapter => fold(chapter, isFolding));
      button.textContent = isFolding ? "Open all" : "Fold all";
    });
  }
  const isDark = () => (document.documentElement.style.colorScheme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  control(isDark() ? "Light colours" : "Dark colours", button => {
    const next = isDark() ? "light" : "dark";
    document.documentElement.style.colorScheme = next;
    button.textContent = next === "dark" ? "Light colours" : "Dark colours";
  });
  document.querySelector("nav").after(controls);

  // Tables sort by their headings, and long ones have a filter.
  const Longest = 10;
  const valueOf = cell => {
    const data = cell?.querySelector("data");
    return data ? Number(data.value) : cell?.textContent.trim() ?? "";
  };
  const compare = (a, b) => {
    if (a === "" || b === "") {
      return a === b ? 0 : a === "" ? 1 : -1;
    }
    return typeof a === "number" ? (typeof b === "number" ? a - b : -1) : typeof b === "number" ? 1 : a.localeCompare(b, undefined, { numeric: true });
  };
  all("table").forEach(table => {
    const body = table.tBodies[0], rows = [...body.rows], headings = [...table.tHead.rows[0].cells];
    if (rows.length > 1) {
      headings.forEach((heading, column) => {
        const link = heading.querySelector("a"), button = make("button", { type: "button" });
        link?.remove();
        button.append(...heading.childNodes);
        heading.replaceChildren(button, ...(link ? [link] : []));
        heading.setAttribute("aria-sort", "none");
        button.addEventListener("click", () => {
          const isUp = heading.getAttribute("aria-sort") !== "ascending";
          headings.forEach(other => other.setAttribute("aria-sort", other === heading ? (isUp ? "ascending" : "descending") : "none"));
          const keys = new Map(rows.map(row => [row, valueOf(row.cells[column])]));
          body.append(...rows.toSorted((a, b) => {
            const [x, y] = [keys.get(a), keys.get(b)];
            return (x === "" || y === "" || isUp ? 1 : -1) * compare(x, y);
          }));
        });
      });
    }
    if (rows.length > Longest) {
      const line = make("div", { class: "controls" }), label = make("label", {}, "Filter "), input = make("input", { type: "search", autocomplete: "off" });
      const count = make("span", { role: "status", class: "quiet" });
      label.append(input);
      line.append(label, count);
      table.parentElement.before(line);
      input.addEventListener("input", () => {
        const words = input.value.toLowerCase().split(/\s+/).filter(word => word);
        let shown = 0;
        rows.forEach(row => {
          row.hidden = !words.every(word => row.textContent.toLowerCase().includes(word));
          shown += row.hidden ? 0 : 1;
        });
        count.textContent = words.length ? `${shown} of ${rows.length} rows` : "";
      });
    }
  });

  // A term opens its meaning.
  const meaning = make("div", { id: "meaning", role: "note", hidden: "" });
  document.body.append(meaning);
  let opener = null;
  const close = () => {
    meaning.hidden = true;
    opener?.removeAttribute("aria-describedby");
    opener = null;
  };
  all("a.term").forEach(link => link.addEventListener("click", event => {
    event.preventDefault();
    if (opener === link) {
      close();
      return;
    }
    close();
    const term = document.querySelector(link.getAttribute("href")), place = link.getBoundingClientRect();
    meaning.replaceChildren(make("strong", {}, term.textContent), term.nextElementSibling.textContent);
    meaning.hidden = false;
    meaning.style.left = `${scrollX + Math.max(8, Math.min(place.left, document.documentElement.clientWidth - meaning.offsetWidth - 8))}px`;
    meaning.style.top = `${scrollY + place.bottom + 6}px`;
    link.setAttribute("aria-describedby", "meaning");
    opener = link;
  }));
  document.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      close();
    }
  });
  document.addEventListener("click", event => {
    if (!meaning.hidden && !meaning.contains(event.target) && !event.target.closest?.("a.term")) {
      close();
    }
  });

  // Figures show the value under the pointer, or under a cursor that the arrow keys move.
  const tip = make("div", { id: "tip", role: "status", hidden: "" });
  document.body.append(tip);
  const format = value => {
    const size = Math.abs(value);
    return (size !== 0 && (size >= 1e6 || 1e-4 > size) ? value.toExponential(2) : String(Number(value.toPrecision(4)))).replace("-", "−");
  };
  const read = svg => {
    const axis = name => {
      const [low, high, start, end] = svg.dataset[name].split(" ").map(Number);
      return { low, high, start, end, label: svg.dataset[name + "label"] ?? "", names: svg.dataset[name + "names"] ? JSON.parse(svg.dataset[name + "names"]) : null };
    };
    const x = axis("x"), y = axis("y");
    const value = (one, pixel) => one.low + (pixel - one.start) / (one.end - one.start) * (one.high - one.low);
    const words = (one, number) => one.names ? one.names[Math.round(number)] ?? "" : format(number);
    const points = [];
    all("[data-mark]", svg).forEach(mark => {
      const kind = mark.dataset.mark, numbers = mark.getAttribute("d").match(/-?[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? [], label = mark.dataset.label ?? "";
      const name = label ? label + ": " : "";
      const add = (px, py, text) => points.push({ px, py, text: name + text });
      const both = (px, py) => {
        const first = words(x, value(x, px)), second = words(y, value(y, py));
        return [
          x.names ? `${first} ` : y.names ? "" : `${x.label ? x.label + " " : ""}${first}`,
          y.names ? `${second} ${first}` : svg.dataset.plain === "y" ? "" : `${x.names ? "" : ", "}${y.label && !x.names ? y.label + " " : ""}${second}`,
        ].join("");
      };
      if (kind === "points" || kind === "line") {
        for (let i = 0; numbers.length > i + 1; i += kind === "points" ? Number(mark.dataset.step) : 2) {
          const px = numbers[i] + Number(mark.dataset.shift ?? 0), py = numbers[i + 1];
          add(px, py, both(px, py));
        }
      } else if (kind === "intervals") {
        for (let i = 0; numbers.length > i + 2; i += 3) {
          const [from, py, to] = [numbers[i], numbers[i + 1], numbers[i + 2]];
          add((from + to) / 2, py, `${y.names ? words(y, value(y, py)) + " " : ""}${format(value(x, from))} to ${format(value(x, to))}`);
        }
      } else if (kind === "columns") {
        for (let i = 0; numbers.length > i + 2; i += 3) {
          const [px, from, to] = [numbers[i], numbers[i + 1], numbers[i + 2]];
          add(px, (from + to) / 2, `${words(x, value(x, px))} ${format(value(y, from))} to ${format(value(y, to))}`);
        }
      } else if (kind === "arrows") {
        for (const line of mark.getAttribute("d").match(/M[^M]+/g) ?? []) {
          const [fromX, fromY, toX, toY] = line.match(/-?[\d.]+/g).map(Number);
          if (Math.hypot(toX - fromX, toY - fromY) > 7.5) {
            add(toX, toY, `from ${both(fromX, fromY)} to ${both(toX, toY)}`);
          }
        }
      } else if (kind === "vertical") {
        add(numbers[0], (y.start + y.end) / 2, format(value(x, numbers[0])));
      } else if (kind === "horizontal") {
        add((x.start + x.end) / 2, numbers[1], format(value(y, numbers[1])));
      }
    });
    points.sort((a, b) => a.px - b.px || a.py - b.py);
    return points;
  };
  all(".panel").forEach(panel => {
    const svg = panel.querySelector("svg"), cursor = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    let points = null, at = -1;
    cursor.setAttribute("class", "cursor");
    cursor.setAttribute("r", "5");
    const show = index => {
      at = index;
      const point = points[at], box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
      cursor.setAttribute("cx", point.px);
      cursor.setAttribute("cy", point.py);
      svg.append(cursor);
      tip.textContent = point.text;
      tip.hidden = false;
      const left = scrollX + box.left + point.px * scale, top = scrollY + box.top + point.py * scale;
      tip.style.left = `${Math.max(scrollX + 4, Math.min(left + 10, scrollX + document.documentElement.clientWidth - tip.offsetWidth - 4))}px`;
      tip.style.top = `${Math.max(scrollY, top - tip.offsetHeight - 8)}px`;
    };
    const hide = () => {
      cursor.remove();
      tip.hidden = true;
    };
    const ready = () => (points ??= read(svg)).length > 0;
    panel.setAttribute("tabindex", "0");
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", `${svg.getAttribute("aria-label")} Arrow keys show values.`);
    panel.addEventListener("pointermove", event => {
      if (!ready()) {
        return;
      }
      const box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
      const px = (event.clientX - box.left) / scale, py = (event.clientY - box.top) / scale;
      let best = 0, least = Infinity;
      points.forEach((point, i) => {
        const distance = (point.px - px) ** 2 + (point.py - py) ** 2;
        if (least > distance) {
          [best, least] = [i, distance];
        }
      });
      if (2500 > least) {
        show(best);
      } else {
        hide();
      }
    });
    panel.addEventListener("pointerleave", hide);
    panel.addEventListener("blur", hide);
    panel.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (step && ready()) {
        event.preventDefault();
        show(at === -1 ? (step > 0 ? 0 : points.length - 1) : (at + step + points.length) % points.length);
      }
    });
  });

  // Of many panels a reader picks one.
  const MostPanels = 36;
  all("figure.plot").forEach(figure => {
    const panels = all(".panel", figure);
    if (2 > panels.length) {
      return;
    }
    const line = make("div", { class: "controls" }), label = make("label", {}, "Show "), select = make("select");
    select.append(make("option", { value: "all" }, `all ${panels.length}`));
    panels.forEach((panel, i) => select.append(make("option", { value: String(i) }, panel.dataset.name || `panel ${i + 1}`)));
    const pick = () => {
      panels.forEach((panel, i) => {
        panel.hidden = select.value !== "all" && select.value !== String(i);
      });
      panels[0].parentElement.classList.toggle("picked", select.value !== "all");
    };
    select.addEventListener("change", pick);
    label.append(select);
    line.append(label);
    figure.querySelector(".figure-title").after(line);
    if (panels.length > MostPanels) {
      select.value = "0";
      pick();
    }
  });
})();
