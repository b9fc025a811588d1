// The desk's own script: keys, file drop, upload progress. Everything works without it. Chrome 64.
(function () {
  'use strict';

  var doc = document;
  var typing = function (el) { return /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) || el.isContentEditable; };
  var one = function (selector, root) { return (root || doc).querySelector(selector); };
  var all = function (selector, root) { return Array.prototype.slice.call((root || doc).querySelectorAll(selector)); };

  // What works only with this script is hidden without it.
  all('[data-script]').forEach(function (el) { el.hidden = false; });

  // Keys. Single keys do nothing while something is being typed, and can be switched off in the list of keys.
  var off = function () { try { return localStorage.getItem('keys') === 'off'; } catch (e) { return false; } };

  function step(by) {
    var rows = all('[data-rows] [data-row]').filter(function (row) { return row.offsetParent !== null; });
    if (!rows.length) { return; }
    var at = rows.findIndex(function (row) { return row.contains(doc.activeElement); });
    var next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))];
    var link = next.matches('a') ? next : one('a, button', next);
    if (link) { link.focus(); next.scrollIntoView({ block: 'nearest' }); }
  }

  function keys() {
    var box = one('#keys');
    if (!box) { return; }
    box.hidden = !box.hidden;
    if (!box.hidden) { one('button', box).focus(); }
  }

  all('[data-print]').forEach(function (el) { el.addEventListener('click', function () { window.print(); }); });

  doc.addEventListener('keydown', function (e) {
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
      var form = (e.target.closest && e.target.closest('form')) || one('form[data-main]');
      var button = form && (one('[data-send]', form) || one('button[type=submit]', form));
      if (button && button.getAttribute('aria-disabled') !== 'true') { e.preventDefault(); button.click(); }
      return;
    }
    if (e.key === 'Escape') {
      all('details.who[open]').forEach(function (d) { d.open = false; });
      var box = one('#keys');
      if (box) { box.hidden = true; }
      return;
    }
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || off()) { return; }
    switch (e.key) {
      case '/':
        var field = one('[data-find]') || one('main form[method=get] input[type=text], main form[method=get] input[type=search]');
        if (field) { e.preventDefault(); field.focus(); field.select(); }
        break;
      case '?': e.preventDefault(); keys(); break;
      case 'j': case 'J': step(1); break;
      case 'k': case 'K': step(-1); break;
      case 'n': case 'N':
        var make = one('[data-new]');
        if (make) { make.click(); }
        break;
    }
  });

  doc.addEventListener('click', function (e) {
    var el = e.target;
    if (el.closest('[aria-disabled="true"]')) { e.preventDefault(); return; }
    if (el.closest('[data-keys]')) { e.preventDefault(); keys(); return; }
    if (el.closest('[data-keys-off]')) {
      try { localStorage.setItem('keys', off() ? 'on' : 'off'); } catch (err) { /* private window: the keys stay on */ }
      el.closest('[data-keys-off]').setAttribute('aria-pressed', String(off()));
      return;
    }
    all('details.who[open]').forEach(function (d) { if (!d.contains(el)) { d.open = false; } });
  });

  // Files: drop them on the box, see what was taken.
  function taken(box) {
    var input = one('input[type=file]', box);
    var name = one('[data-name]', box);
    if (!input || !name) { return; }
    var list = Array.prototype.map.call(input.files, function (f) { return f.name + '（' + Math.max(1, Math.round(f.size / 1024)) + ' KB）'; });
    name.textContent = list.length ? '已选：' + list.join('、') : name.getAttribute('data-name');
  }
  doc.addEventListener('change', function (e) {
    var box = e.target.closest('[data-drop]');
    if (box) { taken(box); }
  });
  ['dragover', 'dragleave', 'drop'].forEach(function (kind) {
    doc.addEventListener(kind, function (e) {
      var box = e.target.closest && e.target.closest('[data-drop]');
      if (!box) { return; }
      e.preventDefault();
      box.classList.toggle('over', kind === 'dragover');
      if (kind === 'drop' && e.dataTransfer.files.length) {
        one('input[type=file]', box).files = e.dataTransfer.files;
        taken(box);
      }
    });
  });

  // Upload progress, and no second click while it runs.
  doc.addEventListener('submit', function (e) {
    var form = e.target;
    if (form.getAttribute('data-sent')) { e.preventDefault(); return; }
    form.setAttribute('data-sent', '1');
    setTimeout(function () { form.removeAttribute('data-sent'); }, 4000);
    var bar = one('progress', form);
    if (bar) { bar.hidden = false; }
  });
  doc.addEventListener('htmx:xhr:progress', function (e) {
    var bar = one('progress', e.target);
    if (bar && e.detail.lengthComputable) { bar.max = e.detail.total; bar.value = e.detail.loaded; }
  });

  // After a part of the page has been exchanged, the focus goes to what came.
  doc.addEventListener('htmx:afterSettle', function () {
    var to = one('[data-focus]');
    if (to) { to.focus(); }
  });

  var wrong = one('[role=alert][tabindex]');
  if (wrong && !one('[autofocus]')) { wrong.focus(); }
})();
