// While somebody writes into the search box, the titles that begin to fit are offered. Without this script the box works as it is.
(function () {
  'use strict';
  var box = document.getElementById('q'), list = document.getElementById('q-list'), wait = 0, asked = '';
  if (!box || !list) { return; }
  function offer() {
    var words = box.value.trim();
    if (words === asked || words.length < 2) { return; }
    asked = words;
    var call = new XMLHttpRequest();
    call.open('GET', '/search/suggest?q=' + encodeURIComponent(words));
    call.onload = function () {
      if (call.status !== 200 || words !== asked) { return; }
      while (list.firstChild) { list.removeChild(list.firstChild); }
      JSON.parse(call.responseText).forEach(function (title) {
        var option = document.createElement('option');
        option.value = title;
        list.appendChild(option);
      });
    };
    call.send();
  }
  box.addEventListener('input', function () {
    clearTimeout(wait);
    wait = setTimeout(offer, 250);
  });
})();
