// Ages are worked out when the page is read: a static page does not know how old it is.
(function () {
  function age(seconds) {
    var steps = [[86400, "day"], [3600, "hour"], [60, "minute"]];
    for (var i = 0; i < steps.length; i++) {
      var count = Math.floor(seconds / steps[i][0]);
      if (count > 0) return count + " " + steps[i][1] + (count > 1 ? "s" : "") + " ago";
    }
    return "just now";
  }
  function tell() {
    var now = Date.now();
    document.querySelectorAll(".age").forEach(function (row) {
      var time = row.querySelector("time");
      if (!time) return;
      var loaded = Date.parse(time.getAttribute("datetime"));
      time.title = time.title || time.textContent;
      time.textContent = age((now - loaded) / 1000);
      var limit = row.getAttribute("data-deadline");
      if (!limit) return;
      var late = now > Date.parse(limit);
      row.setAttribute("data-state", late ? "late" : "fresh");
      var state = row.querySelector(".state");
      if (state) state.textContent = late ? "late" : "fresh";
    });
  }
  tell();
  setInterval(tell, 30000);
})();
