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

  // A reviewer selects words of the text and notes on them. The form's rows take them; they can be typed there as well.
  var rows = one('[data-remarks]');
  var paper = one('article.paper');
  if (rows && paper) {
    var free = function () { return all('.remark-row', rows).filter(function (row) { return !one('input[name=remark_quote]', row).value; }); };
    free().slice(1).forEach(function (row) { row.hidden = true; });
    var pen = doc.createElement('button');
    pen.type = 'button';
    pen.className = 'btn btn-sm btn-primary pen';
    pen.textContent = '批注';
    pen.hidden = true;
    doc.body.appendChild(pen);
    var plain = function (range) {
      var part = doc.createElement('div');
      part.appendChild(range.cloneContents());
      all('sup > a', part).forEach(function (a) { a.parentNode.parentNode.removeChild(a.parentNode); });
      return part.textContent;
    };
    var chosen = null;
    doc.addEventListener('selectionchange', function () {
      var sel = window.getSelection();
      var range = sel.rangeCount ? sel.getRangeAt(0) : null;
      var words = range && paper.contains(range.commonAncestorContainer) ? plain(range).trim() : '';
      if (words && words.length <= 200 && words.indexOf('\n') < 0) {
        var before = doc.createRange();
        before.selectNodeContents(paper);
        before.setEnd(range.startContainer, range.startOffset);
        chosen = { words: words, nth: plain(before).split(words).length - 1 };
        var box = range.getBoundingClientRect();
        pen.hidden = false;
        pen.style.top = (box.bottom + window.pageYOffset + 6) + 'px';
        pen.style.left = Math.max(8, Math.min(box.left, window.innerWidth - 80)) + 'px';
      } else {
        pen.hidden = true;
      }
    });
    pen.addEventListener('mousedown', function (e) { e.preventDefault(); });
    pen.addEventListener('click', function () {
      var row = free()[0];
      if (!row) { // the last row once more
        row = all('.remark-row', rows).pop().cloneNode(true);
        all('[id]', row).forEach(function (el) { el.id += 'x'; });
        all('label', row).forEach(function (el) { el.htmlFor += 'x'; });
        rows.appendChild(row);
        one('textarea', row).value = '';
      }
      one('input[name=remark_quote]', row).value = chosen.words;
      one('input[name=remark_nth]', row).value = chosen.nth;
      row.hidden = false;
      rows.open = true;
      pen.hidden = true;
      one('textarea', row).focus();
    });
  }

  // After a part of the page has been exchanged, the focus goes to what came.
  doc.addEventListener('htmx:afterSettle', function () {
    var to = one('[data-focus]');
    if (to) { to.focus(); }
  });

  var wrong = one('[role=alert][tabindex]');
  if (wrong && !one('[autofocus]')) { wrong.focus(); }
})();
