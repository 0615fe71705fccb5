// Blocks of cells as the text that workbooks exchange: tabs between columns, line ends between rows, quotes around a
// cell that holds either.

export function toText(rows) {
  return rows.map((row) => row.map(quoted).join("\t")).join("\r\n");
}

function quoted(text) {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function fromText(text) {
  const rows = [[]];
  let cell = "";
  let inside = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (inside) {
      if (c === '"' && text[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else if (c === '"') inside = false;
      else cell += c;
    } else if (c === '"' && cell === "") inside = true;
    else if (c === "\t") {
      rows[rows.length - 1].push(cell.trim());
      cell = "";
    } else if (c === "\n" || c === "\r") {
      if (c === "\r" && text[i + 1] === "\n") i += 1;
      rows[rows.length - 1].push(cell.trim());
      rows.push([]);
      cell = "";
    } else cell += c;
  }
  rows[rows.length - 1].push(cell.trim());
  const last = rows[rows.length - 1];
  if (rows.length > 1 && last.length === 1 && last[0] === "") rows.pop();
  return rows;
}
