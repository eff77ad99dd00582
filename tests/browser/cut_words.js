// Which words of the courtyard are cut by an edge, how many sentences each court has, and how large the QR code is.
() => {
  const cut = [];
  const walker = document.createTreeWalker(document.querySelector(".yards"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const part = node.parentElement;
    if (!node.data.trim() || getComputedStyle(part).visibility === "hidden") continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const letter = parseFloat(getComputedStyle(part).fontSize);
    const inks = [...range.getClientRects()].filter(({ width, height }) => width && height).map(({ left, right, top, bottom }) => {
      const leading = Math.max(0, bottom - top - letter) / 2; // a font's box is higher than its letters
      return { left, right, top: top + leading, bottom: bottom - leading };
    });
    for (let box = part; box; box = box.parentElement) {
      if (getComputedStyle(box).overflow === "visible" && box !== document.documentElement) continue;
      const edge = box.getBoundingClientRect();
      const isIn = (ink) => ink.left >= edge.left - 1 && ink.right <= edge.right + 1 && ink.top >= edge.top - 1 && ink.bottom <= edge.bottom + 1;
      const isOut = (ink) => ink.right <= edge.left + 1 || ink.left >= edge.right - 1 || ink.bottom <= edge.top + 1 || ink.top >= edge.bottom - 1;
      const mayWrapOut = box.matches(".yard-line, .yard-names");
      if (inks.every(isIn) || (mayWrapOut && inks.every(isOut))) continue;
      cut.push(`${node.data} in ${box.className || box.tagName}`);
      break;
    }
  }
  const courts = [...document.querySelectorAll(".court")];
  return JSON.stringify({
    cut,
    names: courts.map((court) => court.querySelector(".court-name").textContent.length > 1),
    sentences: courts.map((court) => court.querySelectorAll(".court-line").length),
    square: document.querySelector(".strip .qr").getBoundingClientRect().height,
  });
}
