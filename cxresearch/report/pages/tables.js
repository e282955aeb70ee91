(function () {
  "use strict";
  var words = document.documentElement.lang === "de"
    ? { find: "Zeilen suchen", of: " von ", rows: " Zeilen" }
    : { find: "Find rows", of: " of ", rows: " rows" };
  function value(row, at) { return row.cells[at] ? row.cells[at].textContent.trim() : ""; }
  function number(text) {
    var plain = text.replace(/[−–]/g, "-").replace(/^[<>+]/, "").replace(/%$/, "").trim();
    if (document.documentElement.lang === "de") { plain = plain.replace(/\./g, "").replace(",", "."); }
    else { plain = plain.replace(/,/g, ""); }
    return plain !== "" && plain !== "-" && !isNaN(plain) ? Number(plain) : null;
  }
  // Paper cannot be unfolded.
  var folded = [];
  window.addEventListener("beforeprint", function () {
    folded = Array.from(document.querySelectorAll("details:not([open])"));
    folded.forEach(function (part) { part.open = true; });
  });
  window.addEventListener("afterprint", function () { folded.forEach(function (part) { part.open = false; }); });
  document.querySelectorAll("table.sortable").forEach(function (table) {
    var body = table.tBodies[0], rows = Array.from(body.rows);
    if (rows.some(function (row) { return row.className === "part"; })) { return; }
    Array.from(table.tHead.rows[0].cells).forEach(function (head, at) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        var up = head.getAttribute("aria-sort") !== "ascending";
        Array.from(head.parentNode.cells).forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        rows.slice().sort(function (a, b) {
          var one = value(a, at), two = value(b, at), x = number(one), y = number(two), order;
          if (x !== null && y !== null) { order = x - y; }
          else if (x !== null || y !== null) { return x === null ? 1 : -1; }
          else { order = one.localeCompare(two); }
          return up ? order : -order;
        }).forEach(function (row) { body.appendChild(row); });
      });
    });
    if (rows.length < 6) { return; }
    var label = document.createElement("label"), box = document.createElement("input"), shown = document.createElement("small");
    label.className = "find";
    label.textContent = words.find + " ";
    box.type = "search";
    label.appendChild(box);
    shown.setAttribute("aria-live", "polite");
    label.appendChild(shown);
    table.parentNode.parentNode.insertBefore(label, table.parentNode);
    box.addEventListener("input", function () {
      var wanted = box.value.toLocaleLowerCase(), count = 0;
      rows.forEach(function (row) {
        var fits = row.textContent.toLocaleLowerCase().indexOf(wanted) >= 0;
        row.hidden = !fits;
        count += fits ? 1 : 0;
      });
      shown.textContent = wanted ? " " + count + words.of + rows.length + words.rows : "";
    });
  });
})();
