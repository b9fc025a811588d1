// While somebody writes what they ask for, what is public already is shown beside it. The words go in the body of a request, never in an
// address. Without this script the button “先搜一下” does the same.
(function () {
  'use strict';
  var text = document.getElementById('f-text'), place = document.getElementById('already'), wait = 0, asked = '';
  if (!text || !place) { return; }
  function look() {
    var words = text.value.trim();
    if (words === asked || words.length < 4) { return; }
    asked = words;
    var call = new XMLHttpRequest();
    call.open('POST', '/requests/already');
    call.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
    call.onload = function () {
      if (call.status !== 200 || words !== asked) { return; }
      var note = new DOMParser().parseFromString(call.responseText, 'text/html').querySelector('.note');
      while (place.firstChild) { place.removeChild(place.firstChild); }
      if (note) { place.appendChild(document.importNode(note, true)); }
    };
    call.send('text=' + encodeURIComponent(words));
  }
  text.addEventListener('input', function () {
    clearTimeout(wait);
    wait = setTimeout(look, 600);
  });
})();
